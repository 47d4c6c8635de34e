import { cancels, isFixed } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that the pacer works with. */
export interface PacerParts {
  config: PeerConfig;
  swarm: Swarm;
}

/**
 * How many to wait for, and what becomes of a gradient that is overtaken.
 */
export class Pacer {
  readonly #parts: PacerParts;

  /** Looks at the swarm when asked. */
  constructor(parts: PacerParts) {
    this.#parts = parts;
  }

  /** The quorum in force, clamped to the live peers. */
  get k(): number {
    const { config: { k }, swarm } = this.#parts;
    return isFixed(k) && k !== "all" ? Math.min(k, swarm.size) : swarm.size;
  }

  /**
   * Whether a gradient so many rounds behind is given up for one at the present
   * parameters.
   */
  restarts(behind: number): boolean {
    return behind > 0 && cancels(this.#parts.config.variant);
  }
}
