import type { FeedId, Update } from "../replica/mod.ts";
import {
  cancels,
  matchedSteps,
  MOST_LOCAL_STEPS,
  mostLocalSteps,
  RecentDelays,
  type StepTimes,
} from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { PeerEvent } from "./events.ts";
import type { Pacer } from "./pacer.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that are looked into. */
export interface LocalStepsParts {
  config: PeerConfig;
  swarm: Swarm;
  pacer: Pacer;
  /** The own feed. */
  feed: FeedId;
  emit: (event: PeerEvent) => void;
}

/** What is known when a block begins. */
export interface BlockOutlook extends Partial<StepTimes> {
  /** Local steps of the block before. */
  readonly steps: number;
}

/** How many local steps the block that begins now has at most, and why. */
export type BlockRule = (
  outlook: BlockOutlook,
) => { steps: number; reason: string };

/** Peers whose steps are timed; in a larger swarm the first so many stand for all. */
const TIMED = 64;

/** Updates of each that are remembered. */
const WINDOW = 8;

/**
 * How many local steps the own updates are made of: chosen before each block, and
 * told where it changes.
 */
export class LocalSteps {
  /** Those of the newest block, or of the next one before there was any. */
  steps: number;
  /** Chooses them; undefined where their number is fixed. May be set at any time, and holds from the next block on. */
  rule: BlockRule | undefined;
  readonly #parts: LocalStepsParts;
  readonly #times = new Map<FeedId, RecentDelays>();

  /** Knows nobody's times yet. */
  constructor(parts: LocalStepsParts) {
    const { localSteps = 1 } = parts.config;
    this.#parts = parts;
    if (typeof localSteps === "function") {
      this.steps = 1;
      this.rule = localSteps;
      return;
    }
    if (localSteps === "auto") {
      this.steps = 1;
      this.rule = ({ steps }) => ({ steps, reason: "nothing is measured yet" });
      return;
    }
    const most = mostLocalSteps(localSteps);
    const isFixed = typeof localSteps === "number";
    // Whoever is slow shall not find that out by taking as many as the fastest.
    this.steps = isFixed ? most : 1;
    if (!isFixed) this.rule = (outlook) => match(most, outlook);
  }

  /** Takes in an update just added to the model, anyone's. */
  fold({ feed, header: { units, computeMs } }: Update): void {
    if (this.rule === undefined || units === 0 || !(computeMs > 0)) return;
    let times = this.#times.get(feed);
    if (times === undefined) {
      if (this.#times.size >= TIMED) this.#forgetGone();
      if (this.#times.size >= TIMED && feed !== this.#parts.feed) return;
      this.#times.set(feed, times = new RecentDelays(WINDOW));
    }
    times.add(computeMs / units);
  }

  /** A block begins: how many local steps it has at most. */
  next(): number {
    if (this.rule === undefined) return this.steps;
    const before = this.steps;
    const { steps, reason } = this.rule({ steps: before, ...this.#look() });
    this.steps = Math.min(MOST_LOCAL_STEPS, Math.max(1, Math.round(steps)));
    if (this.steps !== before) {
      const event = { from: before, to: this.steps, reason };
      this.#parts.emit({ type: "local-steps", ...event });
    }
    return this.steps;
  }

  /** How long a whole block of a peer takes, by its newest update. */
  wholeBlock(units: number, computeMs: number): number {
    // Where numbers of steps differ, nobody knows how many another one takes.
    return this.rule === undefined ? computeMs / units * this.steps : computeMs;
  }

  /** The rounds that so many units take where nobody is cut short. */
  rounds(units: number): number {
    return Math.ceil(units / this.steps);
  }

  /** The blocks that so many units may fall into: exact where nobody is cut short, else the most. */
  blocks(units: number): number {
    const { config: { variant, cutOff }, pacer, swarm } = this.#parts;
    const mayBeCut = (cancels(variant) || variant === "auto")
      ? pacer.k < swarm.size
      : cutOff !== undefined;
    return this.rule !== undefined || mayBeCut ? units : this.rounds(units);
  }

  /** The own step time, and the least of all. */
  #look(): Partial<StepTimes> {
    const { swarm, feed } = this.#parts;
    const own = this.#times.get(feed)?.median;
    if (own === undefined) return {};
    let fastest = own;
    for (const member of swarm.members.live()) {
      fastest = Math.min(fastest, this.#times.get(member.feed)?.median ?? own);
    }
    return { own, fastest };
  }

  #forgetGone(): void {
    const { swarm, feed } = this.#parts;
    for (const known of this.#times.keys()) {
      const member = swarm.members.get(known);
      if (known !== feed && (member === undefined || member.left)) {
        this.#times.delete(known);
      }
    }
  }
}

/** The fastest takes all steps, and whoever is slower as many as fit into that time. */
function match(
  most: number,
  { own, fastest, steps }: BlockOutlook,
): ReturnType<BlockRule> {
  if (own === undefined || fastest === undefined) {
    return { steps, reason: "no times are known" };
  }
  const ratio = Number((own / fastest).toPrecision(3));
  return {
    steps: matchedSteps(most, { own, fastest }, steps),
    reason: ratio === 1
      ? "this peer is the fastest"
      : `a step takes ${ratio} times as long as the fastest peer's, which takes ${most}`,
  };
}
