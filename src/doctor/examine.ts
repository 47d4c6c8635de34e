import { checkSecret } from "../network/mod.ts";
import type { PeerOptions } from "../node/types.ts";
import { examineNetwork } from "./examine_network.ts";
import { type Check, type Finding, worstLast } from "./finding.ts";
import { judgeBackend } from "./judge/backend.ts";
import { judgeDisk } from "./judge/disk.ts";
import { judgeMachine } from "./judge/machine.ts";
import { judgePermissions } from "./judge/permissions.ts";
import { judgeState } from "./judge/state.ts";
import { judgeTask } from "./judge/task.ts";
import { measureBackend } from "./measure/backend.ts";
import { measureDisk } from "./measure/disk.ts";
import { measureMachine } from "./measure/machine.ts";
import { measurePermissions } from "./measure/permissions.ts";
import { measureState, type StateFacts } from "./measure/state.ts";
import { measureTask, type TaskFacts } from "./measure/task.ts";
import { guarded } from "./guarded.ts";

/** What to examine: the options of `startPeer`, with which training does not work as it should. */
export type DoctorOptions = Omit<PeerOptions, "task"> & {
  /** The task file; left out, none is loaded, and manifests are not compared. */
  task?: string | URL;
};

/** Who hears of an examination while it goes on. */
export interface Audience {
  /** A check is done: what it found. */
  onFindings?(findings: readonly Finding[]): void;
  /** What is being examined now. */
  onProgress?(checks: readonly Check[]): void;
}

/** What checks share. */
export interface Examination {
  /** What was asked for. */
  options: DoctorOptions;
  /** The task, once it is loaded; undefined where none was given. */
  task: Promise<TaskFacts | undefined>;
  /** The state folder; undefined where none was given. */
  state: Promise<StateFacts | undefined>;
  /** Runs a check under guard, and tells what it found. */
  check(name: Check, run: () => Promise<Finding[]>): Promise<void>;
}

/**
 * Examines this machine, its network and, where one is named, a swarm: what would
 * keep a peer from finding others and from training, each with its cure. It takes
 * part in nothing: to running peers it is a stranger who asks and leaves. It takes
 * some 5 s, with a swarm some 10 s, and the time to load a task.
 *
 * @throws {NetworkError} If the secret is none
 *
 * @example
 * ```ts ignore
 * const findings = await examine({ swarm: "barn" });
 * console.log(findings.filter(({ level }) => level === "fault"));
 * ```
 *
 * @returns All findings, the worst last
 */
export async function examine(
  options: DoctorOptions = {},
  audience: Audience = {},
): Promise<Finding[]> {
  if (options.secret !== undefined) checkSecret(options.secret);
  const all: Finding[] = [];
  const running = new Set<Check>();
  const check: Examination["check"] = async (name, run) => {
    running.add(name);
    audience.onProgress?.([...running]);
    const findings = await guarded(name, run);
    running.delete(name);
    all.push(...findings);
    audience.onFindings?.(findings);
    audience.onProgress?.([...running]);
  };
  const permissions = measurePermissions();
  await check("permissions", () => now(judgePermissions(permissions)));
  const task = Promise.withResolvers<TaskFacts | undefined>();
  const state = Promise.withResolvers<StateFacts | undefined>();
  const examination = {
    options,
    check,
    task: task.promise,
    state: state.promise,
  };
  const { net, env, interfaces } = permissions;
  await Promise.all([
    net && env && interfaces ? examineNetwork(examination) : undefined,
    check("machine", () => now([judgeMachine(measureMachine())])),
    examineDisk(examination, state.resolve),
    // One after another: they take the same cores.
    examineTask(examination, task.resolve).then(() =>
      check("backend", async () => [
        judgeBackend(
          await measureBackend(options.backend ?? "wasm", permissions.ffi),
        ),
      ])
    ),
  ]);
  return worstLast(all);
}

async function examineTask(
  { options: { task, ...options }, check }: Examination,
  done: (facts: TaskFacts | undefined) => void,
): Promise<void> {
  if (task === undefined) return done(undefined);
  await check("task", async () => {
    const facts = await measureTask({ ...options, task });
    done(facts);
    return judgeTask(facts);
  });
  done(undefined);
}

async function examineDisk(
  { options: { state, save }, check }: Examination,
  done: (facts: StateFacts | undefined) => void,
): Promise<void> {
  if (state !== undefined) {
    await check("state", async () => {
      const facts = await measureState(state);
      done(facts);
      return judgeState(facts);
    });
  }
  done(undefined);
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

function now<T>(value: T): Promise<T> {
  return Promise.resolve(value);
}
