import { outerOptimizer } from "../optimizers/mod.ts";
import type { PeerEvent } from "../peer/mod.ts";
import type { Delay } from "./delay.ts";
import type { TelemetrySink } from "../telemetry/mod.ts";
import { drawFaults } from "./draw_faults.ts";
import { Invariants } from "./invariants/mod.ts";
import type { Observer } from "./observer.ts";
import { type OpenTask, openTask } from "./open_task.ts";
import type { SimulationOptions } from "./options.ts";
import { recordRun } from "./record.ts";
import type { Run } from "./run.ts";
import { type Scenario, ScenarioError } from "./scenario.ts";
import { Simulation } from "./simulation.ts";
import type { RunListener, Stage } from "./stage.ts";
import { ElasticMeter } from "./elastic_meter.ts";
import { Staleness } from "./staleness.ts";
import { VirtualRecording } from "./recording/virtual_recording.ts";
import { toDelay } from "./to_delay.ts";
import { Trace } from "./trace.ts";

/** Passes over the data after which a scenario ends that says nothing of epochs. */
const MOST_EPOCHS = 100;

/** Virtual ms after which one looks whether anything can still happen. */
const SLICE = 5_000;

/** Virtual ms after which whoever has not finished never will. */
const A_DAY = 24 * 3600 * 1000;

/** In larger swarms everybody's news of everybody is more than anyone can read: a million lines among a thousand. */
const TALKATIVE = 64;

/**
 * Makes a scenario ready to be run in virtual time.
 *
 * @param folder what a task file's path is relative to
 * @throws {TaskError} If a task file cannot be trained
 * @throws {ScenarioError} If the scenario does not fit its task
 */
export async function openSimulation(
  scenario: Scenario,
  folder: string,
): Promise<Stage> {
  const task = await openTask(scenario.task, folder);
  try {
    const settings = settingsOf(scenario, task);
    const { variant, k } = settings;
    const { problem } = task;
    let simulation: Simulation | undefined;
    return {
      title: `${problem.name}, ${variant} with K = ${k}`,
      notices: [],
      run: (seed, onEvent, sinks) =>
        runOnce(scenario, { ...settings, problem, seed }, {
          onEvent,
          sinks,
          onStart: (started) => simulation = started,
        }),
      stop() {
        if (simulation !== undefined) simulation.isStopped = true;
      },
      close: () => task.close(),
    };
  } catch (error) {
    task.close();
    throw error;
  }
}

type Settings = Omit<SimulationOptions, "seed" | "problem" | "faults">;

/** What the engine is told: the scenario's word comes before the task file's. */
function settingsOf(scenario: Scenario, task: OpenTask): Settings {
  const { until, synchronicity, optimizer, codec, network, clocks } = scenario;
  const { compute, ordering, localSteps, outer } = scenario;
  const { settings, problem } = task;
  if ("loss" in until && problem.evaluate === undefined) {
    throw new ScenarioError(
      `Cannot run until the loss is ${until.loss}: ${problem.name} has nothing to measure it on; use until: { epochs } or { ms }`,
    );
  }
  const stop = "loss" in until
    ? { target: { metric: "loss", atMost: until.loss } }
    : settings.stop;
  return {
    variant: "k-sync",
    k: "all",
    ...settings,
    ...synchronicity,
    peers: scenario.peers,
    epochs: "epochs" in until
      ? until.epochs
      : scenario.epochs ?? settings.epochs ?? MOST_EPOCHS,
    validates: problem.evaluate !== undefined,
    signatures: "trusted",
    ...(stop === undefined ? {} : { stop }),
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(codec === undefined ? {} : { codec }),
    ...(ordering === undefined ? {} : { ordering }),
    ...(localSteps === undefined ? {} : { localSteps }),
    ...(outer === undefined ? {} : { outer: outerOptimizer(outer) }),
    ...(network === undefined ? {} : { network }),
    ...(clocks === undefined ? {} : { clocks }),
    ...(compute === undefined ? {} : { compute: computeOf(compute) }),
  };
}

function computeOf(
  compute: NonNullable<Scenario["compute"]>,
): Delay | ((peer: number) => Delay) {
  if (typeof compute !== "function") return toDelay(compute);
  const known = new Map<number, Delay>();
  return (peer) => {
    let delay = known.get(peer);
    if (delay === undefined) {
      known.set(peer, delay = toDelay(compute(peer)));
    }
    return delay;
  };
}

async function runOnce(
  scenario: Scenario,
  settings: Settings & Pick<SimulationOptions, "problem" | "seed">,
  { onEvent = () => {}, sinks = [], onStart }: {
    onEvent: RunListener | undefined;
    sinks: readonly TelemetrySink[] | undefined;
    onStart: (simulation: Simulation) => void;
  },
): Promise<Run> {
  const trace = new Trace({
    keeps: ({ type }: PeerEvent) =>
      scenario.peers <= TALKATIVE || !type.startsWith("member-"),
  });
  const staleness = new Staleness(settings.problem.units);
  const elastic = new ElasticMeter(settings.elasticBound);
  const numbers = new Map<string, number>();
  const told: Observer = {
    appeared: ({ index, peer }) => void numbers.set(peer.publicKey, index),
    handled: () => tell(),
    befell: () => tell(),
  };
  let next = 0;
  const tell = () => {
    while (next < trace.events.length) {
      onEvent(trace.events[next++]!, (key) => numbers.get(key));
    }
  };
  const faults = drawFaults(scenario, settings.seed);
  const options = { ...settings, faults };
  const invariants = new Invariants(options, {
    every: 64 * scenario.peers,
  });
  const recording = sinks.length === 0
    ? undefined
    : new VirtualRecording(scenario, options, sinks);
  const simulation = new Simulation({
    ...options,
    observers: [
      trace,
      staleness,
      elastic,
      told,
      invariants,
      ...(recording === undefined ? [] : [recording]),
    ],
  });
  recording?.attach(simulation);
  onStart(simulation);
  const broken: string[] = [];
  try {
    await runToItsEnd(simulation, invariants, scenario);
  } catch (error) {
    // What a peer throws is a fault of its own, and this run's finding.
    broken.push(error instanceof Error ? error.message : String(error));
  }
  simulation.end();
  broken.push(...invariants.broken);
  const run = await recordRun(simulation, {
    scenario: scenario.name ?? "scenario",
    trace,
    broken,
  });
  await recording?.end(simulation, run);
  return {
    ...run,
    ...(staleness.figures && { staleness: staleness.figures }),
    ...(elastic.figures && { elastic: elastic.figures }),
  };
}

/** Runs until all have finished, or time is over, or nothing can happen any more. */
async function runToItsEnd(
  simulation: Simulation,
  invariants: Invariants,
  { until }: Scenario,
): Promise<void> {
  const limit = "ms" in until ? until.ms : A_DAY;
  for (;;) {
    const end = Math.min(simulation.now + SLICE, limit);
    await simulation.run({ ms: end - simulation.now });
    if (simulation.now < end || end === limit || invariants.isHopeless) return;
    const hangs = invariants.violations.some(({ invariant }) =>
      invariant === "wait" || invariant === "liveness" ||
      invariant === "merge"
    );
    if (hangs) return;
  }
}
