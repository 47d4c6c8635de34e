import { isGone, type PeerAction, type PeerInput } from "../../peer/mod.ts";
import type { FeedId } from "../../replica/mod.ts";
import { namesRounds } from "../../synchronicity/mod.ts";
import type { SimulationOptions } from "../options.ts";
import { UNITS_IN_ONE } from "./decode_exactly.ts";
import type { Oracle } from "./oracle.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/** Parts of a norm that rounding explains, and a norm that it does. */
const ROUNDING = 1e-9;
const TINY = 1e-12;

/** The part of a weight that a view's float32 loses. */
const VIEW = 2 ** -23;

/**
 * What certificates of elastic consistency cover they bound, at every gradient's
 * beginning: with the headers that its peer was given, and the payloads that the
 * oracle has, the sum of what the model (and the view) lacks is no longer than
 * certified. And where there is a bound, no gradient begins above it.
 */
export class ElasticWatch {
  readonly #options: SimulationOptions;
  readonly #oracle: Oracle;
  readonly #report: Report;
  /** Entries of each feed that headers have told each peer of. */
  readonly #heard = new Map<WatchedPeer, Map<FeedId, number>>();

  /** Has seen nothing. */
  constructor(
    options: SimulationOptions,
    oracle: Oracle,
    report: Report,
  ) {
    this.#options = options;
    this.#oracle = oracle;
    this.#report = report;
  }

  /** A peer has handled an input; `watched` is as it is after it. */
  handled(
    watched: WatchedPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
  ): void {
    if (input.kind === "frame" && input.relayed !== true) {
      const { frame } = input;
      if (frame.kind === "status") {
        this.#hear(watched, frame.status.feed, frame.status.seq);
      } else if (frame.kind === "update") {
        this.#hear(watched, frame.update.feed, frame.update.header.seq);
      } else if (frame.kind === "announcement") {
        const { feed, header } = frame.announcement;
        this.#hear(watched, feed, header.seq);
      }
    }
    for (const action of actions) {
      // Further on in a block a view holds own steps that are nobody's yet.
      if (action.kind === "compute" && action.localStep === 0) {
        this.#begins(watched, action.view);
      }
    }
  }

  #hear(watched: WatchedPeer, feed: FeedId, seq: number): void {
    if (watched.peer.swarm.members.get(feed) === undefined) return;
    let heard = this.#heard.get(watched);
    if (heard === undefined) this.#heard.set(watched, heard = new Map());
    if (seq > (heard.get(feed) ?? 0)) heard.set(feed, seq);
  }

  #begins(watched: WatchedPeer, view: Float32Array): void {
    const { peer, replica } = watched;
    const { elastic } = peer;
    const oracle = this.#oracle, { samples } = oracle;
    const { trainable } = replica.rules.layout;
    const lacking = new Float64Array(samples.length);
    let certified = 0, waitedFor = 0;
    for (const member of peer.swarm.members.all()) {
      const { feed } = member;
      if (isGone(member) || replica.feed(feed)?.ended !== undefined) continue;
      certified += elastic.missingOf(member);
      const log = oracle.get(feed);
      const applied = replica.clock.count(feed);
      const heard = this.#heard.get(watched)?.get(feed) ?? 0;
      if (log === undefined || heard <= applied) continue;
      const from = log.sums[applied]!, to = log.sums[heard];
      // What was never published is for another invariant to find.
      if (to === undefined) continue;
      for (let s = 0; s < samples.length; s++) lacking[s]! += to[s]! - from[s]!;
      const { cumulativeNorm } = log.updates[heard - 1]!.header;
      waitedFor += cumulativeNorm -
        (log.updates[applied - 1]?.header.cumulativeNorm ?? 0);
    }
    const fail = (what: string, norm: number, most: number) =>
      this.#report(
        "elastic",
        `${what} ${norm}, certified are ${most}`,
        watched,
      );
    const missing = norm(lacking, samples, trainable);
    if (missing > certified * (1 + ROUNDING) + TINY) {
      fail("Headers name updates that it lacks of norm", missing, certified);
    }
    this.#checkView(watched, view, lacking, fail);
    this.#checkGate(watched, waitedFor);
  }

  /** The view may be older than the model: what was folded since is missing in it, too. */
  #checkView(
    watched: WatchedPeer,
    view: Float32Array,
    lacking: Float64Array,
    fail: (what: string, norm: number, most: number) => void,
  ): void {
    // A substitute stands for what is missing, and is not what is missing.
    if (this.#options.substitutes) return;
    const { values, rules } = watched.replica;
    const { samples } = this.#oracle;
    const { missing } = watched.peer.elastic.certificate!;
    let rounding = 0;
    const off = lacking.map((units, s) => {
      const at = samples[s]!;
      rounding += Math.abs(values[at]!) * VIEW;
      return units + (values[at]! - view[at]!) * UNITS_IN_ONE;
    });
    const distance = norm(off, samples, rules.layout.trainable);
    if (distance > (missing + rounding) * (1 + ROUNDING) + TINY) {
      fail("The view lacks updates of norm", distance, missing);
    }
  }

  /**
   * Where nothing is held until its round and nothing was given up, whatever
   * headers name is waited for.
   */
  #checkGate(watched: WatchedPeer, waitedFor: number): void {
    const { elasticBound = Infinity, variant } = this.#options;
    const { hold, step } = watched.peer.elastic;
    if (elasticBound === Infinity || step === undefined) return;
    const least = namesRounds(variant) || hold.givenUp > 0
      ? hold.distance
      : Math.max(hold.distance, waitedFor / step);
    if (least <= elasticBound * (1 + ROUNDING)) return;
    this.#report(
      "elastic",
      `A gradient begins ${least} full steps off, the bound is ${elasticBound}`,
      watched,
    );
  }
}

/** Norm of the trainable coordinates among the samples, from grid units. */
function norm(
  units: Float64Array,
  samples: Int32Array,
  trainable: number,
): number {
  let square = 0;
  for (let s = 0; s < samples.length; s++) {
    if (samples[s]! < trainable) square += (units[s]! / UNITS_IN_ONE) ** 2;
  }
  return Math.sqrt(square);
}
