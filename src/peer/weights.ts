import { updatesPerStep } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Pacer } from "./pacer.ts";
import type { Rounds } from "./rounds.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that weights are made of. */
export interface WeightsParts {
  config: PeerConfig;
  swarm: Swarm;
  rounds: Rounds;
  pacer: Pacer;
}

/** The factor that a step is published with: its part in the step of a round. */
export class Weights {
  readonly #parts: WeightsParts;

  /** Looks at the swarm when asked. */
  constructor(parts: WeightsParts) {
    this.#parts = parts;
  }

  /** One over the updates that make a step together. */
  get base(): number {
    const { config: { variant }, swarm, rounds, pacer } = this.#parts;
    const live = swarm.size;
    const measured = rounds.updatesPerRound(live);
    return 1 / updatesPerStep({ variant, k: pacer.k, live, measured });
  }

  /**
   * The weight of one gradient.
   *
   * @param of.view the parameters that it was computed at
   */
  of(_of: { view: Float32Array }): number {
    return this.base * this.#parts.pacer.rate;
  }
}
