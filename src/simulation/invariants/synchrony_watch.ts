import type { FeedId, Update } from "../../replica/mod.ts";
import {
  countsPeers,
  isFixed,
  MOST_SHARE,
  namesRounds,
} from "../../synchronicity/mod.ts";
import type { SimulationOptions } from "../options.ts";
import { quorumOf } from "../quorum_of.ts";
import { digestAt, firstWord } from "./check_published.ts";
import type { Oracle } from "./oracle.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/** Parts of a weight that rounding explains. */
const ROUNDING = 1e-12;

/**
 * What is exactly known of weights and views.
 *
 * Where the others go on, a weight is 1/K. Where they cancel it is at most 1/K, and
 * 1/P where K counts every live peer. Where data are the own, or staleness counts, it
 * is at most that times the largest factor. In full synchrony (all of a fixed roster,
 * nobody suspected) more is known: each peer publishes once in a round, at a view
 * of exactly all earlier rounds, and the weights of a round sum to 1.
 */
export class SynchronyWatch {
  /** Whether the roster has been whole and fixed so far, and every quorum all of it. */
  isFull: boolean;
  readonly #options: SimulationOptions;
  readonly #oracle: Oracle;
  readonly #report: Report;
  readonly #feeds = new Set<FeedId>();
  readonly #weights: { sum: number; count: number }[] = [];

  /** Looks at the options for what is known. */
  constructor(options: SimulationOptions, oracle: Oracle, report: Report) {
    const { variant, peers, waitFor = peers } = options;
    this.#options = options;
    this.#oracle = oracle;
    this.#report = report;
    const rules = options.quorums ?? [options.k];
    this.isFull =
      rules.every((k) => isFixed(k) && (k === "all" || k >= peers)) &&
      (variant === "k-sync" || variant === "auto") &&
      waitFor >= peers;
  }

  /** A peer of the first roster exists, or another one comes, or one comes again. */
  appeared(watched: WatchedPeer): void {
    const { peers } = this.#options;
    if (watched.index >= peers || watched.machine.starts > 1) {
      this.isFull = false;
    }
    this.#feeds.add(watched.feed);
  }

  /** An update is published; `watched` still is as it was before. */
  publishes({ header }: Update, watched: WatchedPeer): void {
    const { seq, weight, round, units } = header;
    const { variant } = this.#options;
    const { ownData, shareCorrected = true, localSteps = 1 } = this.#options;
    const isCorrected = ownData !== undefined && shareCorrected;
    const { stalenessAware = isCorrected } = this.#options;
    const most = isCorrected ? MOST_SHARE : 1;
    const fitsWith = ({ k, live }: { k: number; live: number }) => {
      const isFull = countsPeers(variant) && k >= live;
      const isExact = isFixed(quorumOf(this.#options, watched.index)) &&
        (isFull || (!namesRounds(variant) && !stalenessAware)) &&
        !isCorrected;
      return isExact
        ? near(weight * k, 1)
        : weight > 0 && weight * k <= most + ROUNDING;
    };
    // A block that is cut short is published after its peer has chosen K anew.
    const { k, live } = watched;
    const { peer } = watched;
    const fits = fitsWith(watched) ||
      (localSteps !== 1 && fitsWith({ k: peer.k, live: peer.swarm.size }));
    // What adds nothing may be published after its peer has seen the roster change.
    if (!fits && units > 0) {
      this.#report(
        "weight",
        `Update ${seq} has weight ${weight}, with K ${k} of ${live} peers in ${variant}`,
        watched,
      );
    }
    if (!this.isFull) return;
    if (round !== seq - 1) {
      this.#report(
        "weight",
        `Update ${seq} is of round ${round}; in full synchrony each round has one of each peer`,
        watched,
      );
    }
    // Where peers take unlike numbers of local steps, weights follow what was measured.
    const isMeasured = isCorrected && typeof localSteps !== "number";
    if (isCorrected && !isMeasured && units > 0) {
      this.#checkPart(watched, weight);
    }
    if (
      firstWord(header.clockDigest) !==
        digestAt(this.#oracle, this.#feeds, seq - 1)
    ) {
      this.#report(
        "weight",
        `Update ${seq} was computed at another view than that of all earlier rounds`,
        watched,
      );
    }
    if (isMeasured) return;
    const weights = this.#weights[round] ??= { sum: 0, count: 0 };
    weights.sum += weight;
    weights.count++;
    if (weights.count === this.#feeds.size && !near(weights.sum, 1)) {
      this.#report(
        "weight",
        `The weights of round ${round} sum to ${weights.sum}`,
        watched,
      );
    }
  }

  /** In full synchrony, a peer's weight is its part of all data. */
  #checkPart(watched: WatchedPeer, weight: number): void {
    const { peers, ownData } = this.#options;
    const sizes = Array.from({ length: peers }, (_, i) => ownData!(i).length);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    const part = sizes[watched.index]! / all;
    if (near(weight, part)) return;
    this.#report(
      "weight",
      `An update has weight ${weight}, and its peer ${part} of the data`,
      watched,
    );
  }
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9;
}
