import type { FeedId, Update } from "../replica/mod.ts";
import {
  cancels,
  countsPeers,
  ShareCorrection,
  updatesPerStep,
} from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import { Displacement } from "./displacement.ts";
import type { LocalSteps } from "./local_steps.ts";
import type { Pacer } from "./pacer.ts";
import type { Rounds } from "./rounds.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that weights are made of. */
export interface WeightsParts {
  config: PeerConfig;
  swarm: Swarm;
  rounds: Rounds;
  pacer: Pacer;
  localSteps: LocalSteps;
  /** The own feed. */
  feed: FeedId;
}

/**
 * The factor that a step is published with: its part in the step of a round, more
 * where its data would else count for less than they are, less where its view is
 * out of the ordinary old.
 *
 * It multiplies what the publisher's optimizer made of the gradient. With momentum
 * and with Adam a factor on all of a peer's steps is one on all of its gradients,
 * so shares come right with them, too.
 */
export class Weights {
  readonly #parts: WeightsParts;
  readonly #shares: ShareCorrection | undefined;
  readonly #displacement: Displacement | undefined;

  /** Looks at the swarm when asked. */
  constructor(parts: WeightsParts) {
    this.#parts = parts;
    const { config } = parts;
    const { shareCorrected = true, variant, replica } = config;
    if (config.ownData && shareCorrected) this.#shares = new ShareCorrection();
    const { stalenessAware = this.#shares !== undefined } = config;
    // Where all others cancel, no view is older than its round.
    if (stalenessAware && !cancels(variant)) {
      this.#displacement = new Displacement(replica);
    }
  }

  /** A gradient begins. */
  begin(): void {
    this.#shares?.open(this.#parts.feed);
  }

  /** An update was just added to the model. */
  fold({ feed, header }: Update): void {
    if (header.units === 0) return;
    this.#shares?.fold(feed, header.units);
    this.#displacement?.fold(this.#parts.swarm.size);
  }

  /** One over the updates that make a step together. */
  get base(): number {
    const { config: { variant }, swarm, rounds, pacer } = this.#parts;
    const live = swarm.size;
    const measured = rounds.updatesPerRound(live);
    return 1 / updatesPerStep({ variant, k: pacer.k, live, measured });
  }

  /**
   * The weight of one gradient, or of a sum of local steps.
   *
   * @param of.view the parameters that the first one was computed at
   * @param of.units how many there are
   */
  of({ view, units }: { view: Float32Array; units: number }): number {
    const weight = this.base * this.#parts.pacer.rate;
    const { config: { variant }, swarm, pacer } = this.#parts;
    // One update of each peer in a round: nobody is faster, no view is older.
    const isFull = countsPeers(variant) && pacer.k >= swarm.size;
    const share = this.#share(isFull, units);
    const staleness = isFull ? 1 : this.#displacement?.factor(view) ?? 1;
    return weight * share * staleness;
  }

  /** What makes up for the speed of peers with data of their own. */
  #share(isFull: boolean, steps: number): number {
    if (this.#shares === undefined) return 1;
    const { config: { units }, swarm, feed } = this.#parts;
    // Whoever has not said how much it has is taken to have as much.
    const sizes = [{ publisher: feed, size: units }];
    let all = units;
    for (const member of swarm.members.live()) {
      const size = member.units || units;
      sizes.push({ publisher: member.feed, size });
      all += size;
    }
    // Where all take as many local steps; else their updates count for unlike amounts.
    if (isFull && this.#parts.localSteps.rule === undefined) {
      return units * sizes.length / all;
    }
    const parts = sizes.map(({ publisher, size }) => ({
      publisher,
      part: size / all,
    }));
    return this.#shares.factor(feed, parts, steps);
  }
}
