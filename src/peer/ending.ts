import { FIRST_BEAT } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Member } from "./members.ts";
import type { Swarm } from "./swarm.ts";

/** How long a joiner may take to catch up with those who are done, ms. */
const JOINING = 16 * FIRST_BEAT;

/**
 * Whom a peer that has trained to the end waits for: everyone who may still
 * publish, or does not hold the same model yet.
 */
export class Ending {
  readonly #config: PeerConfig;
  readonly #swarm: Swarm;
  #begunAt = Infinity;
  #awaited: Member | undefined;

  /** Has not begun. */
  constructor(parts: { config: PeerConfig; swarm: Swarm }) {
    this.#config = parts.config;
    this.#swarm = parts.swarm;
  }

  /** Training is done here. */
  begin(now: number): void {
    this.#begunAt = now;
  }

  /** Somebody to wait for; undefined where this peer may finish. */
  awaited(now: number): Member | undefined {
    // Whoever was waited for last is mostly waited for still.
    const last = this.#awaited;
    if (last !== undefined && this.#isUnfinished(last, now)) return last;
    for (const member of this.#swarm.members.all()) {
      if (this.#isUnfinished(member, now)) return this.#awaited = member;
    }
    return undefined;
  }

  #isUnfinished(member: Member, now: number): boolean {
    if (member.left || member.suspected) return false;
    const { clock } = this.#config.replica;
    if (member.done && clock.hasDigest(member.digest)) return false;
    if (!member.joining) return true;
    // A joiner that cannot catch up would keep everybody here for ever. How long
    // that takes was not seen; but where all training is done, waiting delays none.
    const { patience } = member.silence;
    return now <= this.#begunAt + Math.max(patience, JOINING);
  }
}
