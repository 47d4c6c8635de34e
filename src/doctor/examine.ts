import type { PeerOptions } from "../node/types.ts";
import { type Check, type Finding, worstLast } from "./finding.ts";
import { guarded } from "./guarded.ts";
import { judgePermissions } from "./judge/permissions.ts";
import { measurePermissions } from "./measure/permissions.ts";
import type { StateFacts } from "./measure/state.ts";
import type { TaskFacts } from "./measure/task.ts";

/** What to examine: the options of `startPeer`, with which training does not work as it should. */
export type DoctorOptions = Omit<PeerOptions, "task"> & {
  /** The task file; left out, none is loaded, and manifests are not compared. */
  task?: string | URL;
  /** The options as they were typed, for command lines to type; one that stands alone has no values. */
  written?: Readonly<Record<string, readonly string[]>>;
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
  await check(
    "permissions",
    () => Promise.resolve(judgePermissions(permissions)),
  );
  // Without them the packages that the rest is made of cannot even be loaded.
  if (all.some(({ level }) => level === "fault")) return all;
  const { examineMachine } = await import("./examine_machine.ts");
  const { examineNetwork } = await import("./examine_network.ts");
  const task = Promise.withResolvers<TaskFacts | undefined>();
  const state = Promise.withResolvers<StateFacts | undefined>();
  const examination: Examination = {
    options,
    check,
    task: task.promise,
    state: state.promise,
  };
  await Promise.all([
    examineNetwork(examination),
    examineMachine(examination, {
      mayCall: permissions.ffi,
      onTask: task.resolve,
      onState: state.resolve,
    }),
  ]);
  return worstLast(all);
}
