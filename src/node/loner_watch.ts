import type { Network, Unreached } from "../network/mod.ts";
import { adviceForFew } from "./advice_for_few.ts";
import {
  adviceForLoner,
  adviceForSolitary,
  adviceForUnreached,
  type Loner,
} from "./advice_for_loner.ts";
import { adviceForRefused, type Refused } from "./advice_for_refused.ts";
import type { PeerOptions } from "./types.ts";

/** How long a peer waits for others before it is told what may be wrong, ms. */
const ALONE_FOR = 15_000;

/** After how long it is told again, or looks again whether there is something to tell, ms. */
const AGAIN_AFTER = 30_000;

/** After how long one that trains alone is reminded of those that it cannot connect to, ms. */
const REMINDED_AFTER = 300_000;

/** What a watch looks at. */
export interface LonerParts {
  /** Who is there, who was found. */
  network: Pick<
    Network,
    "addresses" | "hasFound" | "peers" | "strangers" | "unreached"
  >;
  /** How the peer was started. */
  options: Pick<PeerOptions, "task" | "waitFor" | "discovery">;
  /** The swarm's name. */
  swarm: string;
  /** The task's name. */
  taskName: string;
  /** What the peer does now. */
  phase(): string;
  /** Those that were found and turned away. */
  refused(): Refused[];
  /** Told in words what may keep others away. */
  tell(text: string): void;
}

/** Sees whether a peer waits for others in vain, or trains alone though there are others, and tells what is in the way. */
export class LonerWatch {
  readonly #parts: LonerParts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasMet = false;
  #hasToldSolitary = false;
  #reminders = 0;

  /** Begins to watch; `close` ends it. */
  constructor(parts: LonerParts) {
    this.#parts = parts;
    this.#lookAfter(ALONE_FOR);
  }

  /** Somebody was connected. */
  meet(): void {
    this.#hasMet = true;
  }

  /** Training begins: whoever is to be trained with and cannot be reached is told of before. */
  begin(): void {
    if (this.#unreached().length === 0 || !this.#isAlone) return;
    clearTimeout(this.#timer);
    this.#lookAfter(this.#tellSolitary());
  }

  /** Looks no more. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #lookAfter(pause: number | undefined): void {
    if (pause === undefined) return;
    this.#timer = setTimeout(() => this.#lookAfter(this.look()), pause);
  }

  /**
   * Tells what there is to tell now.
   *
   * @returns After how long to look again, ms; `undefined` where that is for no use
   */
  look(): number | undefined {
    const phase = this.#parts.phase();
    const { waitFor = 1 } = this.#parts.options;
    if (waitFor > 1) {
      if (phase === "waiting") this.#tellWaiting(waitFor);
    } else if (!this.#isAlone) return undefined;
    else if (phase === "training") return this.#tellSolitary();
    return phase === "waiting" ? AGAIN_AFTER : undefined;
  }

  /** Whether nobody is or was there, though this peer did not say that it waits. */
  get #isAlone(): boolean {
    const { options: { waitFor = 1 }, network } = this.#parts;
    return waitFor <= 1 && !this.#hasMet && network.peers().length === 0;
  }

  /** Whom an attempt to connect with has failed. */
  #unreached(): Unreached[] {
    return this.#parts.network.unreached()
      .filter(({ reason }) => reason !== undefined);
  }

  #tellSolitary(): number | undefined {
    const { options, network, refused, tell } = this.#parts;
    if (refused().length > 0) return undefined;
    const unreached = this.#unreached();
    if (unreached.length > 0) {
      const isFirst = this.#reminders++ === 0;
      tell(adviceForUnreached(this.#loner(), unreached, isFirst));
      return isFirst ? REMINDED_AFTER : undefined;
    }
    const isSolitary = !network.hasFound && options.discovery !== false;
    if (isSolitary && !this.#hasToldSolitary) {
      this.#hasToldSolitary = true;
      tell(adviceForSolitary(this.#loner()));
    }
    return AGAIN_AFTER;
  }

  #tellWaiting(waitFor: number): void {
    const { options, network, refused, tell } = this.#parts;
    const present = network.peers().length + 1;
    if (present >= waitFor) return;
    const turnedAway = refused();
    const unreached = this.#unreached();
    tell(
      turnedAway.length > 0
        ? adviceForRefused(turnedAway)
        : unreached.length > 0
        ? adviceForUnreached(this.#loner(), unreached, true)
        : present === 1
        ? adviceForLoner(
          this.#loner(),
          network.addresses,
          options.discovery ?? true,
        )
        : adviceForFew(present, waitFor),
    );
  }

  #loner(): Loner {
    const { options: { task }, swarm, taskName, network } = this.#parts;
    return { task, swarm, strangers: network.strangers([swarm, taskName]) };
  }
}
