import { firstMomentDecay } from "../optimizers/mod.ts";
import type { UpdateHeader } from "../replica/mod.ts";
import {
  createPolicy,
  GradientNoise,
  isPolicy,
  LossLevels,
  observedOutlook,
  outlookOf,
  type Policy,
  type StepOutlook,
} from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import { CutOff } from "./cut_off.ts";
import type { PeerEvent } from "./events.ts";
import type { LocalSteps } from "./local_steps.ts";
import type { Member } from "./members.ts";
import { LATE, type NamedPace, type PaceRecords } from "./pace_records.ts";
import type { Progress } from "./progress.ts";
import { RoundTimes } from "./round_times.ts";
import type { Rounds } from "./rounds.ts";
import { describeSlowest, slowAmong } from "./slowest.ts";
import type { Swarm } from "./swarm.ts";
import { Travelled } from "./travelled.ts";

/** The rooms that the pacer works with. */
export interface PacerParts {
  config: PeerConfig;
  swarm: Swarm;
  rounds: Rounds;
  progress: Progress;
  records: PaceRecords;
  localSteps: LocalSteps;
  emit: (event: PeerEvent) => void;
}

/** Updates of each peer between two decisions; fewer at first. */
const INTERVAL = 8;

/**
 * How many to wait for. Where a policy chooses, it is asked at marks of progress
 * that all peers share, when peers come or go, and when a round lasts beyond
 * expectation. Peers see nearly the same headers and so choose nearly the same K;
 * the sum is right whether they do or not.
 */
export class Pacer {
  /** Factor on the weights that goes with K, at most 1. */
  rate = 1;
  /** Why K is what it is, in numbers, where a policy chooses; undefined before it first did. */
  reason: string | undefined;
  /** How far behind a gradient may be. */
  readonly cutOff: CutOff;
  readonly #parts: PacerParts;
  readonly #times = new RoundTimes();
  readonly #policy: Policy | undefined;
  readonly #losses: LossLevels;
  readonly #noise: GradientNoise;
  readonly #momentum: number;
  readonly #travelled: Travelled | undefined;
  #k = Infinity;
  #live = 0;
  #next = 0;
  #deadline = Infinity;

  /** Looks at the swarm when asked. */
  constructor(parts: PacerParts) {
    this.#parts = parts;
    this.cutOff = new CutOff(parts);
    const { k, waitFor, optimizer, replica } = parts.config;
    this.#losses = new LossLevels(waitFor);
    this.#momentum = firstMomentDecay(optimizer.spec);
    this.#noise = new GradientNoise(this.#momentum);
    if (!isPolicy(k)) return;
    this.#policy = createPolicy(k);
    if (k !== "adasync") this.#travelled = new Travelled(replica, this.#noise);
  }

  /** The quorum in force, clamped to the live peers. */
  get k(): number {
    const { config: { k }, swarm } = this.#parts;
    if (k === "all") return swarm.size;
    return Math.min(typeof k === "number" ? k : this.#k, swarm.size);
  }

  /** When a round has lasted beyond expectation, and K is looked at again, ms. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Whether a member's present gradient takes far longer than is usual of it. */
  isLate(member: Member, now: number): boolean {
    return this.#parts.records.isLate(member, this.#times, now);
  }

  /** Takes in an update just added to the model. */
  fold(header: UpdateHeader): void {
    if (this.#policy === undefined || header.units === 0) return;
    this.#losses.add(header.loss);
    this.#travelled?.fold(header);
  }

  /** A view of the model was taken. */
  viewed(view: Float32Array): void {
    this.#travelled?.viewed(view);
  }

  /** Chooses K anew, if it is time. */
  settle(now: number): void {
    const { swarm, rounds, progress } = this.#parts;
    if (rounds.round !== this.#times.round) {
      this.#times.turn(rounds.round, this.k, now);
      this.#deadline = Infinity;
    }
    const isNew = this.#live !== swarm.size;
    if (this.#policy === undefined) {
      if (isNew) this.#parts.records.expect(now);
      this.#live = swarm.size;
      return;
    }
    const isLate = now >= this.#deadline;
    if (!isNew && !isLate && progress.units < this.#next) {
      if (this.#deadline === Infinity) this.#expect(now);
      return;
    }
    this.#live = swarm.size;
    const { steps } = this.#parts.localSteps;
    this.#next = nextMark(progress.units, swarm.size * steps);
    this.#choose(now, isLate);
    this.#deadline = isLate ? this.#again(now) : Infinity;
    this.#expect(now);
  }

  /** What a round is like for each K: as predicted, but for the K in force as observed. */
  #look(paces: readonly NamedPace[], isLate: boolean): StepOutlook[] {
    const { config: { variant }, rounds, swarm } = this.#parts;
    const outlook = outlookOf(variant, paces);
    const { k } = this;
    const time = this.#times.mean(k);
    // Where nobody begins before all are through, prediction sees changes sooner.
    const isFull = k >= swarm.size || outlook.length < swarm.size;
    if (isLate || isFull || time === undefined) return outlook;
    const updates = Math.max(k, rounds.updatesPerRound(k));
    // What makes these rounds longer than predicted would do so with any K.
    const drag = Math.max(1, time / outlook[k - 1]!.time);
    const dragged = outlook.map(({ time, adrift, ...step }) => ({
      ...step,
      time: time * drag,
      ...(adrift && { adrift: { ...adrift, time: adrift.time * drag } }),
    }));
    dragged[k - 1] = observedOutlook(variant, paces, { time, updates });
    return dragged;
  }

  #choose(now: number, isLate: boolean): void {
    const { config, swarm, emit } = this.#parts;
    const { variant } = config;
    const paces = this.#paces(now);
    const outlook = paces && this.#look(paces, isLate);
    const noiseScale = this.#noise.scale;
    const peers = swarm.size;
    const before = this.k;
    // Of a swarm too large to time everybody, those that are stand for all.
    const part = outlook === undefined ? 1 : outlook.length / peers;
    const { k, rate, reason } = this.#policy!({
      variant,
      peers: Math.round(peers * part),
      k: Math.max(1, Math.round(before * part)),
      descent: this.#losses.descent,
      momentum: this.#momentum,
      isScheduled: config.optimizer.spec.schedule.kind !== "constant",
      ...(noiseScale === undefined ? {} : { noiseScale: noiseScale * part }),
      ...(outlook === undefined ? {} : { outlook }),
    });
    // At K = P the swarm is one that may grow: as many as there will be.
    this.#k = k >= Math.round(peers * part) ? Infinity : Math.round(k / part);
    this.rate = rate;
    // Where everybody is waited for nothing is left behind.
    const hasRest = this.k < peers;
    if (outlook !== undefined && noiseScale !== undefined && hasRest) {
      this.cutOff.choose(outlook[k - 1]!, noiseScale);
    }
    const slowest = paces && describeSlowest(paces);
    this.reason = slowest === undefined ? reason : `${reason}; ${slowest}`;
    if (this.k === before) return;
    const { k: to } = this;
    emit({
      type: "quorum",
      from: before,
      to,
      members: peers,
      reason: this.reason,
      ...(paces && slowAmong(paces)),
    });
  }

  #paces(now: number): NamedPace[] | undefined {
    return this.#parts.records.paces(this.#times, now);
  }

  /** Looks again when the round has lasted far longer than the own gradients do. */
  #expect(now: number): void {
    if (this.#parts.config.k !== "auto" || this.#deadline < Infinity) return;
    const { mean } = this.#parts.records.own;
    if (mean === undefined || this.k === 1) return;
    this.#deadline = Math.max(this.#times.began + LATE * mean, now);
  }

  #again(now: number): number {
    return now + Math.max(1, now - this.#times.began);
  }
}

/**
 * The units at which all peers choose again: P, 2P, 4P, and every 8P, P those of one
 * update of each.
 */
function nextMark(units: number, each: number): number {
  const interval = INTERVAL * each;
  if (units >= interval) return (Math.floor(units / interval) + 1) * interval;
  let mark = each;
  while (mark <= units) mark *= 2;
  return mark;
}
