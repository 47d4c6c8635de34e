import type { Libp2p } from "@libp2p/interface";
import type { Dialer } from "./dialer.ts";
import { type InterfaceChange, InterfaceWatch } from "./interface_watch.ts";
import { listInterfaces } from "./interfaces.ts";
import type { Discovery } from "./mdns/mod.ts";
import type { Plan } from "./plan.ts";
import { describeChange, relocate } from "./relocation.ts";

/** How long nothing may come from a peer after this machine has moved, in milliseconds. */
const SILENCE = 2_000;

/** What roaming needs. */
export interface RoamingOptions {
  /** The libp2p node, started. */
  host: Libp2p;
  /** Which interfaces were chosen, and how. */
  plan: Plan;
  /** Finds peers, if anything does. */
  discovery: Discovery | undefined;
  /** Connects to them. */
  dialer: Dialer;
  /** Told of each move in a sentence. */
  onNotice(text: string): void;
  /**
   * Connections that led over an address that is gone are dead and do not know it:
   * those over which nothing comes within so many ms are to be closed.
   */
  onMoved(within: number): void;
}

/**
 * Follows this machine from network to network: it listens where it is now, is
 * announced there, and looks for the others anew.
 */
export class Roaming {
  readonly #options: RoamingOptions;
  readonly #watch: InterfaceWatch;
  #moving: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Watches from now on. */
  constructor(options: RoamingOptions) {
    this.#options = options;
    const { plan } = options;
    this.#watch = new InterfaceWatch({
      chosen: plan.interfaces,
      choose: () => plan.choose(listInterfaces()),
      onChange: (change) => {
        // One after the other: a cable may be pulled and plugged in at once.
        this.#moving = this.#moving.then(() => this.#move(change));
      },
    });
  }

  /** Stays where it is. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch.close();
    await this.#moving;
  }

  async #move(change: InterfaceChange): Promise<void> {
    const { host, plan, discovery, dialer, onNotice, onMoved } = this.#options;
    if (this.#isClosed) return;
    onNotice(describeChange(change));
    onMoved(SILENCE);
    if (plan.listensAnywhere) {
      for (const trouble of await relocate(host, change)) onNotice(trouble);
    }
    if (this.#isClosed) return;
    discovery?.speakOn(change.chosen);
    dialer.refresh();
  }
}
