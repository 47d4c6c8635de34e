import type { Libp2p } from "@libp2p/interface";
import { Bootstrap } from "./bootstrap.ts";
import { dial, isOurselves } from "./connections.ts";
import { FailureNotes } from "./failure_notes.ts";
import type { Plan } from "./plan.ts";
import type { NetworkOptions } from "./types.ts";

/** What a reach asks, and tells. */
export interface ReachHandlers {
  /** Whether nobody wants to hear any more. */
  isOver(): boolean;
  /** Another process with our identity is where a key led. */
  onOurselves(key: string): void;
}

/** Reaches peers, and tells a person why one cannot be reached that a person asked for. */
export class Reach {
  /** The peers that a person named. */
  readonly bootstrap: Bootstrap;
  /** Failed handshakes in words. */
  readonly failures: FailureNotes;

  readonly #handlers: ReachHandlers;

  /** Has reached nobody. */
  constructor(
    { secret, swarm, handlers }: NetworkOptions,
    plan: Plan,
    own: ReachHandlers,
  ) {
    this.#handlers = own;
    const { onNotice } = handlers;
    this.failures = new FailureNotes(secret !== undefined, onNotice);
    this.bootstrap = new Bootstrap({
      addresses: plan.bootstrap,
      swarm,
      onNotice,
    });
  }

  /**
   * Connects, or throws.
   *
   * @returns Whether the key that was dialled is not the id of the peer that was reached.
   */
  async dial(
    host: Libp2p,
    key: string,
    addresses: string[],
  ): Promise<boolean> {
    try {
      const { remotePeer } = await dial(host, key, addresses);
      this.failures.succeeded(key);
      return this.bootstrap.reached(key, `${remotePeer}`);
    } catch (error) {
      const { isOver, onOurselves } = this.#handlers;
      if (isOurselves(error)) onOurselves(key);
      else if (!isOver() && !this.bootstrap.failed(key, error)) {
        this.failures.dialFailed(key, addresses, error);
      }
      throw error;
    }
  }
}
