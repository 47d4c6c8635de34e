import type { Examination } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { judgeBackend } from "./judge/backend.ts";
import { judgeDisk } from "./judge/disk.ts";
import { judgeMachine } from "./judge/machine.ts";
import { judgeState } from "./judge/state.ts";
import { judgeTask } from "./judge/task.ts";
import { measureBackend } from "./measure/backend.ts";
import { measureDisk } from "./measure/disk.ts";
import { measureMachine } from "./measure/machine.ts";
import { measureState, type StateFacts } from "./measure/state.ts";
import { measureTask, type TaskFacts } from "./measure/task.ts";

/** What the examination of a machine may do, and whom it tells what others need. */
export interface MachineHandlers {
  /** Whether libraries of the system may be called. */
  mayCall: boolean;
  /** Told once: the task, or that there is none. */
  onTask(facts: TaskFacts | undefined): void;
  /** Told once: the state folder, or that none was given. */
  onState(facts: StateFacts | undefined): void;
}

/** Examines what this machine computes and writes with. */
export async function examineMachine(
  it: Examination,
  handlers: MachineHandlers,
): Promise<void> {
  const { options: { backend = "wasm" }, check } = it;
  await Promise.all([
    check("machine", () => Promise.resolve([judgeMachine(measureMachine())])),
    examineFolders(it, handlers),
    // One after another: they take the same cores.
    examineTask(it, handlers).then(() =>
      check("backend", async () => [
        judgeBackend(await measureBackend(backend, handlers.mayCall)),
      ])
    ),
  ]);
}

async function examineTask(
  { options: { task, ...options }, check }: Examination,
  { onTask }: MachineHandlers,
): Promise<void> {
  if (task !== undefined) {
    await check("task", async () => {
      const facts = await measureTask({ ...options, task });
      onTask(facts);
      return judgeTask(facts);
    });
  }
  // Where it failed or took too long, nobody shall wait for it.
  onTask(undefined);
}

async function examineFolders(
  { options: { state, save }, check }: Examination,
  { onState }: MachineHandlers,
): Promise<void> {
  if (state !== undefined) {
    await check("state", async () => {
      const facts = await measureState(state);
      onState(facts);
      return judgeState(facts);
    });
  }
  onState(undefined);
  const folders = [
    ...state === undefined ? [] : [["--state", state] as const],
    ...save === undefined ? [] : [["--save", save] as const],
  ];
  if (folders.length === 0) return;
  await check("disk", async () => {
    const findings: Finding[] = [];
    for (const [option, path] of folders) {
      findings.push(judgeDisk(await measureDisk(option, path)));
    }
    return findings;
  });
}
