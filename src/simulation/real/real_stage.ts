import type { CodecSetting } from "../../compression/mod.ts";
import { drawFaults } from "../draw_faults.ts";
import type { Fault } from "../fault.ts";
import { realTask } from "../open_task.ts";
import type { Run } from "../run.ts";
import { type Scenario, ScenarioError } from "../scenario.ts";
import type { RunListener, Stage } from "../stage.ts";
import { toDelay } from "../to_delay.ts";
import { type Possible, possibleFaults } from "./possible.ts";
import type { StartProcess } from "./process.ts";
import { RealRecording } from "../recording/real_recording.ts";
import type { RealSwarmOptions } from "./real_swarm_options.ts";
import { RealSwarm } from "./real_swarm.ts";
import { Scratch } from "./scratch.ts";
import { taskModule } from "./task_module.ts";

/** How processes are run. */
export interface RealOptions {
  /** Folder that a task file's path is relative to. */
  readonly folder: string;
  /** Milliseconds of reality for one of the scenario. */
  readonly stretch: number;
  /** The seed whose faults decide what the notices say. */
  readonly seed: number;
  /** Starts a process of `drover train`. */
  readonly start: StartProcess;
  /** Folder for what a run needs for a while. Default: `.drover` in Drover's own, the only one that `-P` lets it write in. */
  readonly scratch?: string;
}

/** A {@linkcode Stage} whose processes end in their own time, or at once. */
export interface RealStage extends Stage {
  /** Ends all processes of the present run at once. */
  kill(): void;
}

/**
 * Makes a scenario ready to be run on processes of this machine, which meet on the
 * loopback interface: the same number of peers, the same faults as far as
 * processes can be put through them.
 *
 * @throws {ScenarioError} If there is no task file, or nothing would be left of
 * what the scenario is about
 */
export function openReal(scenario: Scenario, options: RealOptions): RealStage {
  const { folder, seed, stretch } = options;
  const task = realTask(scenario.task, folder);
  if (task === undefined) {
    throw new ScenarioError(
      "Cannot run this with --real: its task is a problem, which only virtual peers can train; write task: { simulated: problem, real: " +
        '"task.ts" } with a task file',
    );
  }
  const { without } = possible(scenario, seed);
  let swarm: RealSwarm | undefined;
  let isStopped = false;
  return {
    title: `${task.split("/").at(-1)} on ${scenario.peers} processes`,
    notices: [
      ...without.map((what) => `Without ${what}`),
      ...(stretch === 1
        ? []
        : [`A millisecond of the scenario lasts ${stretch} ms`]),
    ],
    async run(seed, onEvent = () => {}, sinks = []) {
      const { faults } = possible(scenario, seed);
      const scratch = await Scratch.create(
        taskModule(task, scenario),
        options.scratch,
      );
      const recording = new RealRecording(scenario, seed, sinks);
      try {
        return await runOnce({ ...options, scenario, faults, scratch, seed }, {
          onEvent: (...event) => {
            recording.befell(event[0]);
            onEvent(...event);
          },
          onLine: (peer, line) => recording.hear(peer, line),
          onStart: (started) => {
            swarm = started;
            if (isStopped) swarm.stop();
          },
        });
      } finally {
        swarm = undefined;
        await recording.close();
        await scratch.remove();
      }
    },
    stop() {
      isStopped = true;
      swarm?.stop();
    },
    kill: () => swarm?.kill(),
    close: () => swarm?.kill(),
  };
}

function possible(scenario: Scenario, seed: number): Possible {
  return possibleFaults(scenario, drawFaults(scenario, seed));
}

interface RunParts extends Omit<RealOptions, "scratch"> {
  scenario: Scenario;
  faults: readonly Fault[];
  scratch: Scratch;
}

async function runOnce(
  { scenario, faults, scratch, seed, stretch, start }: RunParts,
  { onEvent, onLine, onStart }: {
    onEvent: RunListener;
    onLine: RealSwarmOptions["onLine"];
    onStart: (swarm: RealSwarm) => void;
  },
): Promise<Run> {
  const { synchronicity, codec, ordering, localSteps, until, peers } = scenario;
  const { name = "scenario" } = scenario;
  const returning = new Set(
    faults.flatMap((fault) =>
      fault.kind === "crash" && fault.restartAfter !== undefined
        ? [fault.peer]
        : []
    ),
  );
  const swarm = new RealSwarm({
    peers,
    stretch,
    faults: faults.filter(({ kind }) => kind !== "slow"),
    ms: "ms" in until ? until.ms : undefined,
    common: [
      "--json",
      `--swarm=${swarmOf(name)}`,
      "--interface=127.0.0.1",
      "--listen=127.0.0.1:0",
      ...(synchronicity === undefined ? [] : [
        `--variant=${synchronicity.variant}`,
        `--k=${synchronicity.k}`,
        ...(synchronicity.elasticBound === undefined
          ? []
          : [`--elastic-bound=${synchronicity.elasticBound}`]),
      ]),
      ...(ordering === undefined ? [] : [`--ordering=${ordering}`]),
      ...(localSteps === undefined ? [] : [`--local-steps=${localSteps}`]),
      ...(codec === undefined ? [] : [
        `--codec=${inOneWord(codec)}`,
      ]),
    ],
    own: (peer) => [
      `--name=peer ${peer}`,
      `--pace=${stretch * paceOf(scenario, peer)}`,
      `--slow=${slownessOf(faults, peer)}`,
      ...(returning.has(peer) ? [`--state=${scratch.state(peer)}`] : []),
    ],
    scratch,
    start,
    onEvent,
    onLine,
  });
  onStart(swarm);
  const outcome = await swarm.run();
  return { ...outcome, scenario: name, simulated: false, seed };
}

/** The name of a swarm that nobody else is in. */
function swarmOf(scenario: string): string {
  const word = scenario.replaceAll(/[/\s]+/g, "-").slice(0, 48);
  return `${word}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Milliseconds that a gradient takes in the scenario, in the mean. */
function paceOf({ compute = 10 }: Scenario, peer: number): number {
  const { mean } = toDelay(
    typeof compute === "function" ? compute(peer) : compute,
  );
  return Number.isFinite(mean) ? mean : 0;
}

/** How many times slower a peer is from the start. */
function slownessOf(faults: readonly Fault[], peer: number): number {
  const slower = faults.flatMap((fault) =>
    fault.kind === "slow" && fault.peer === peer ? [fault.factor] : []
  );
  return Math.max(1, slower.reduce((product, factor) => product * factor, 1));
}

/** A codec as the command line takes it. */
function inOneWord(codec: CodecSetting): string {
  if (codec === "auto") return codec;
  return codec.kind === "top-k" ? `top-k:${codec.fraction}` : codec.kind;
}
