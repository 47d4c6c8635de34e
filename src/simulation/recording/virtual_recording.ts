import type { PeerAction, PeerInput } from "../../peer/mod.ts";
import { hashOfValues } from "../../replica/mod.ts";
import type { RecordFields, TelemetrySink } from "../../telemetry/mod.ts";
import { Recorder } from "../../telemetry/recorder.ts";
import { describeFault } from "../describe_fault.ts";
import type { Fault } from "../fault.ts";
import type { Observer } from "../observer.ts";
import type { SimulationOptions } from "../options.ts";
import type { PeerRecord, Run } from "../run.ts";
import type { Scenario } from "../scenario.ts";
import type { Simulation } from "../simulation.ts";
import type { VirtualPeer } from "../virtual_peer.ts";
import { chooseObservers } from "./observers.ts";
import { VirtualFigures, virtualName } from "./virtual_figures.ts";

/** Samples of a peer while a run lasts, about: enough for a chart. */
const SAMPLES = 400;

/** Epochs between samples, at most. */
const STEP = 0.1;

/** Virtual ms between samples of a run that takes long over an epoch. */
const EVERY = 1000;

/** Samples of which one has the members, up to 16; of more, ever fewer. */
const RARELY = 4;
const ROWS = 16;

/** A peer that tells. */
interface Voice {
  readonly virtual: VirtualPeer;
  readonly figures: VirtualFigures;
  readonly key: string;
  /** What was sampled last. */
  sampled: { at: number; progress: number; updates: number };
  samples: number;
}

/**
 * Records a virtual run as real peers would record theirs, in virtual time: events at
 * once; `progress` 400 times in a run, and each second in which something was learnt;
 * `members` with every fourth of them, in swarms of more than 16 less often, and at the end.
 */
export class VirtualRecording implements Observer {
  readonly #recorder: Recorder;
  readonly #observers: ReadonlySet<number>;
  readonly #voices = new Map<number, Voice>();
  readonly #numbers = new Map<string, number>();
  readonly #scenario: Scenario;
  readonly #options: SimulationOptions;
  readonly #step: number;
  readonly #every: number;
  #now = 0;
  #sentBytes = (_: number) => 0;

  /** Opens the recording of one run. */
  constructor(
    scenario: Scenario,
    options: SimulationOptions,
    sinks: readonly TelemetrySink[],
  ) {
    const { name = "scenario" } = scenario;
    this.#scenario = scenario;
    this.#options = options;
    this.#observers = chooseObservers(options.peers, options.faults ?? []);
    const { until } = scenario;
    this.#step = Math.min((options.epochs ?? Infinity) / SAMPLES, STEP);
    this.#every = Math.min(
      "ms" in until ? until.ms / SAMPLES : Infinity,
      EVERY,
    );
    this.#recorder = new Recorder({
      now: () => this.#now,
      simulated: true,
      about: `${name}, seed ${options.seed}`,
    });
    for (const sink of sinks) this.#recorder.add(sink);
    this.#recorder.endOpening();
  }

  /** Says how much each peer sends from here on. */
  attach({ overlay }: Simulation): void {
    this.#sentBytes = (index) => overlay.traffic.sentBytes(index);
  }

  appeared(virtual: VirtualPeer, now: number): void {
    this.#now = now;
    const { index, peer } = virtual;
    const key = peer.publicKey;
    this.#numbers.set(key, index);
    if (!this.#observers.has(index)) return;
    const { problem } = this.#options;
    const figures = new VirtualFigures(virtual, {
      now: () => this.#now,
      sentBytes: (index) => this.#sentBytes(index),
      numberOf: (key) => this.#numbers.get(key),
    });
    const sampled = { at: -Infinity, progress: -Infinity, updates: -1 };
    this.#voices.set(index, { virtual, figures, key, sampled, samples: 0 });
    this.#write(index, {
      type: "ready",
      peer: key,
      feed: peer.feed,
      name: virtualName(index),
      swarm: this.#scenario.name ?? "scenario",
      manifest: "",
      backend: "simulated",
      parameters: problem.layout.trainable,
      units: problem.units,
      addresses: [],
    });
  }

  handled(
    { index }: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
    now: number,
  ): void {
    this.#now = now;
    const voice = this.#voices.get(index);
    if (voice === undefined) return;
    if (input.kind === "connected") {
      const { publicKey: peer } = input;
      const name = virtualName(this.#numbers.get(peer) ?? NaN);
      this.#write(index, { type: "peer-connected", peer, name });
    } else if (input.kind === "disconnected") {
      const { publicKey: peer } = input;
      this.#write(index, { type: "peer-disconnected", peer });
    }
    for (const action of actions) {
      if (action.kind !== "event") continue;
      const { event } = action;
      if (event.type === "started" || event.type === "joined") {
        voice.figures.start();
      }
      if (event.type === "validation") {
        voice.figures.validation = event.validation;
      }
      this.#write(index, event);
    }
    this.#sample(voice);
  }

  befell(fault: Fault, now: number): void {
    this.#now = now;
    this.#recorder.write({ type: "fault", text: describeFault(fault) });
  }

  /** Records how the run ended for each that tells, and closes the sinks. */
  async end({ now }: Simulation, { peers, broken }: Run): Promise<void> {
    this.#now = now;
    for (const [index, voice] of this.#voices) {
      const record = peers[index];
      if (record === undefined || record.outcome === "crashed") continue;
      this.#summarise(voice, record);
    }
    for (const message of broken) {
      this.#recorder.write({ type: "error", message });
    }
    await this.#recorder.close();
  }

  #write(index: number, fields: RecordFields): void {
    this.#recorder.write(fields, this.#voices.get(index)?.key);
  }

  #sample(voice: Voice): void {
    const { virtual: { peer }, figures, sampled, key } = voice;
    const { progress } = peer;
    const hasMoved = progress - sampled.progress >= this.#step;
    if (!hasMoved && this.#now - sampled.at < this.#every) return;
    const { updates, ...rest } = figures.figures();
    voice.sampled = { at: this.#now, progress, updates };
    if (!hasMoved && updates === sampled.updates) return;
    this.#recorder.write({ type: "progress", updates, ...rest }, key);

    const rarely = RARELY * Math.ceil(this.#numbers.size / ROWS);
    if (voice.samples++ % rarely !== 0) return;
    this.#recorder.write({ type: "members", members: figures.members() }, key);
  }

  #summarise({ virtual, figures, key }: Voice, record: PeerRecord): void {
    const { replica, index } = virtual;
    const { loss, metrics } = record;
    const latest = figures.figures();
    this.#write(index, { type: "members", members: figures.members() });
    this.#write(index, {
      type: "summary",
      ...latest,
      peer: key,
      name: virtualName(index),
      reason: record.reason ?? "the run was over",
      feed: virtual.peer.feed,
      clock: Object.fromEntries(replica.clock.counts()),
      hash: replica.hash(),
      parametersHash: hashOfValues(replica.values),
      final: loss === undefined
        ? undefined
        : { epoch: latest.progress, loss, metrics: { ...metrics } },
      saved: [],
    });
  }
}
