import type { FeedId } from "../replica/mod.ts";
import { FIRST_BEAT } from "../synchronicity/mod.ts";
import type { PeerEvent } from "./events.ts";
import type { Member, Members } from "./members.ts";
import { SUPERSEDED } from "./reasons.ts";

/** Tells of identities that take part from two processes at a time. */
export class Doubles {
  readonly #members: Members;
  readonly #emit: (event: PeerEvent) => void;
  /** When an earlier run was heard of beside this one, ms; Infinity where that was told. */
  readonly #since = new Map<FeedId, number>();

  /** Has heard nobody. */
  constructor(members: Members, emit: (event: PeerEvent) => void) {
    this.#members = members;
    this.#emit = emit;
  }

  /**
   * A member has spoken: told, once, is an earlier run that goes on beside the newer
   * one, or that leaves because of it.
   */
  watch(
    { publicKey, incarnation, left }: Member,
    now: number,
    stopReason = "",
  ): void {
    if (!left) return;
    const newest = this.#members.byKey(publicKey);
    if (newest === undefined || newest.incarnation <= incarnation) return;
    const since = this.#since.get(newest.feed) ?? now;
    this.#since.set(newest.feed, since);
    // What a crashed one had sent before may come a little later.
    if (now < since + FIRST_BEAT && !stopReason.startsWith(SUPERSEDED)) return;
    this.#since.set(newest.feed, Infinity);
    this.#emit({ type: "duplicate", peer: publicKey });
  }
}
