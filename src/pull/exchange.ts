import { Asking } from "./asking.ts";
import { Hearing } from "./hearing.ts";
import { Neighbour } from "./neighbour.ts";
import type { Pull } from "./pull.ts";
import { Pulls } from "./pulls.ts";
import { Serving } from "./serving.ts";
import { Telling } from "./telling.ts";
import {
  type Action,
  chunksIn,
  type ExchangeOptions,
  type Message,
  type Payload,
} from "./types.ts";

/** Payloads of so few chunks are not passed on while they come, unless nobody is known to have them. */
const FEW = 4;

/** How long to go on without anybody to ask, and how often to look whether a pull goes on, ms. */
const GIVE_UP = 2000, LOOK_EVERY = 500;

/**
 * One peer's part in spreading payloads: what it pulls from whom, and what it serves. It holds no bytes, knows no
 * network and no clock: whoever owns it hands in what happens with the time in ms, and does the actions that
 * follow. Bounded whatever the neighbours say.
 *
 * @example
 * ```ts
 * import { Random } from "../random/mod.ts";
 * import { Exchange } from "./mod.ts";
 *
 * const exchange = new Exchange({ random: new Random(7) });
 * exchange.connect("ann", 0);
 * exchange.hear("ann", { kind: "have", payload: "f00d", of: 2, chunks: "all" }, 0);
 * exchange.pull({ id: "f00d", length: 100_000, chunkBytes: 65_536 }, 1);
 * exchange.takeActions(); // to send ann a "want" for chunks 0 and 1
 * exchange.arrived("ann", "f00d", 0, true, 20); // and so on, until "whole" is among the actions
 * ```
 */
export class Exchange {
  readonly #neighbours = new Map<string, Neighbour>();
  readonly #pulls: Pulls;
  readonly #serving: Serving;
  readonly #asking: Asking;
  readonly #telling: Telling;
  readonly #hearing: Hearing;
  #lookAt = 0;
  #offered: string | undefined;
  #actions: Action[] = [];

  /** Knows nobody and has nothing. */
  constructor(
    { random, shelfBytes = 2 ** 26, pullBytes = 2 ** 28, tellEvery = 10 }:
      ExchangeOptions,
  ) {
    const act = (action: Action) => void this.#actions.push(action);
    this.#pulls = new Pulls(pullBytes);
    this.#serving = new Serving(shelfBytes, this.#pulls, act);
    const parts = {
      random,
      neighbours: this.#neighbours,
      pulls: this.#pulls.all,
      tellEvery,
      send: ({ id }: Neighbour, message: Message) =>
        act({ kind: "send", to: id, message }),
    };
    this.#asking = new Asking(parts);
    this.#telling = new Telling(parts);
    this.#hearing = new Hearing({
      pulls: this.#pulls,
      serving: this.#serving,
      asking: this.#asking,
      telling: this.#telling,
    });
  }

  /** What is to be done since the last call, in order. */
  takeActions(): Action[] {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }

  /** When to call {@linkcode Exchange.tick}, ms; undefined where nothing is awaited. */
  get due(): number | undefined {
    let due = Math.min(this.#telling.due ?? Infinity, this.#asking.due);
    if (this.#pulls.all.size > 0) due = Math.min(due, this.#lookAt);
    return due === Infinity ? undefined : due;
  }

  /** Whether a payload is on its way here, or waits for room. */
  isPulling(payload: string): boolean {
    return this.#pulls.has(payload);
  }

  /** Whether chunks that were asked of a neighbour are still to come. */
  awaits(neighbour: string): boolean {
    return (this.#neighbours.get(neighbour)?.asked.size ?? 0) > 0;
  }

  /** Neighbours that are not known to have what was offered last. */
  get lacking(): number {
    const id = this.#offered ?? "";
    return this.#serving.whole(id) && this.#telling.lacking(id) || 0;
  }

  /** A neighbour is there. */
  connect(name: string, now: number): void {
    if (this.#neighbours.has(name)) this.disconnect(name, now);
    const neighbour = new Neighbour(name);
    this.#neighbours.set(name, neighbour);
    for (const pull of this.#pulls.all.values()) {
      if (pull.isToldOf) this.#telling.ask(pull, neighbour);
    }
  }

  /** A neighbour is gone, with all that was on its way. */
  disconnect(name: string, now: number): void {
    const neighbour = this.#neighbours.get(name);
    if (neighbour === undefined) return;
    this.#neighbours.delete(name);
    this.#asking.release([...neighbour.asked], false);
    for (const [id, note] of neighbour.notes) {
      this.#pulls.count(id, note, -1);
      this.#pulls.all.get(id)?.sources.delete(neighbour);
    }
    this.#telling.lost(neighbour);
    this.#asking.ask(now);
  }

  /**
   * A payload is here whole, and served from now on.
   *
   * @param tells whether all neighbours are told at once, as of what nobody can have; otherwise those who ask
   */
  offer(payload: Payload, now: number, tells = true): void {
    this.#end(payload.id);
    this.#serving.keep(payload);
    this.#offered = payload.id;
    this.#telling.whole(payload.id, chunksIn(payload), tells);
    this.#asking.ask(now);
  }

  /**
   * A payload is wanted. Where there is no room for it, it waits until there is.
   *
   * @param holder a neighbour that is known to have it, such as whoever has announced it
   */
  pull(payload: Payload, now: number, holder?: string): void {
    const { id } = payload;
    if (this.#pulls.all.has(id)) return;
    if (this.#serving.whole(id) !== undefined) {
      this.#actions.push({ kind: "whole", payload: id });
      return;
    }
    const note = this.#neighbours.get(holder ?? "")?.note(
      id,
      chunksIn(payload),
      (id) => this.#pulls.all.has(id),
    );
    if (note !== undefined) note.has = "all";
    const pull = this.#pulls.begin(payload, this.#neighbours.values());
    if (pull !== undefined) this.#begin(pull, now);
  }

  #begin(pull: Pull, now: number): void {
    if (this.#pulls.all.size === 1) this.#lookAt = now + LOOK_EVERY;
    if (!pull.isAnywhere || pull.had.size > FEW) this.#telling.ask(pull);
    this.#asking.ask(now);
  }

  /** A payload is no longer wanted, or no longer served. */
  forget(payload: string, now: number): void {
    this.#serving.forget(payload);
    if (!this.#end(payload)) return;
    this.#beginWaiting(now);
    this.#asking.ask(now);
  }

  /** There may be room for what waits. */
  #beginWaiting(now: number): void {
    const begin = () => this.#pulls.next(this.#neighbours.values());
    for (let pull; (pull = begin()) !== undefined;) this.#begin(pull, now);
  }

  /** A neighbour says something. */
  hear(from: string, message: Message, now: number): void {
    const neighbour = this.#neighbours.get(from);
    if (neighbour === undefined) return;
    switch (message.kind) {
      case "have":
        return this.#hearing.have(neighbour, message, now);
      case "want":
        return this.#serving.serve(neighbour, message.payload, message.chunks);
      case "cancel": {
        const { payload, chunks: indices } = message;
        this.#actions.push({ kind: "unserve", to: from, payload, indices });
        return;
      }
      case "lack":
        return this.#hearing.lack(neighbour, message.payload, now);
    }
  }

  /** A chunk, or as many as waited, went on its way to a neighbour, or will not. */
  served(to: string, chunks = 1): void {
    this.#neighbours.get(to)?.served(chunks);
  }

  /** Part of a chunk has come from a neighbour: it is slow, not silent. */
  moved(from: string, now: number): void {
    this.#neighbours.get(from)?.moved(now);
  }

  /** Whether a chunk from a neighbour would be of use: it was asked, or nobody was, and the chunk is not here. */
  isWanted(from: string, payload: string, index: number): boolean {
    const pull = this.#pulls.all.get(payload);
    if (pull === undefined || index >= pull.had.size) return false;
    return pull.isFree(index) || pull.asked.get(index)?.of.id === from;
  }

  /**
   * A chunk has come from a neighbour.
   *
   * @param isTrue whether it is the payload's
   * @returns whether it was of use
   */
  arrived(
    from: string,
    payload: string,
    index: number,
    isTrue: boolean,
    now: number,
  ): boolean {
    const neighbour = this.#neighbours.get(from);
    const pull = this.#pulls.all.get(payload);
    if (!isTrue && neighbour) this.#distrust(neighbour, payload, now);
    if (pull === undefined || !isTrue) return false;
    if (!this.isWanted(from, payload, index)) return false;
    const asked = pull.asked.get(index);
    if (asked !== undefined) neighbour?.took(asked, now);
    pull.add(index);
    pull.stalledSince = undefined;
    if (pull.had.isFull) {
      this.#end(payload);
      this.#serving.keep(pull.payload);
      this.#telling.whole(payload, pull.had.size, false);
      this.#actions.push({ kind: "whole", payload });
      this.#beginWaiting(now);
    } else this.#telling.came(pull, index, now);
    if (neighbour === undefined) return true;
    const { room, asked: { size }, pace } = neighbour;
    if (size === 0 || room >= pace.window / 4) this.#asking.ask(now, neighbour);
    return true;
  }

  /** Time has passed. */
  tick(now: number): void {
    this.#telling.flush(now);
    if (this.#asking.expire(now)) this.#asking.ask(now);
    if (this.#pulls.all.size === 0 || now < this.#lookAt) return;
    this.#lookAt = now + LOOK_EVERY;
    this.#asking.ask(now);
    for (const [id, pull] of this.#pulls.all) this.#look(id, pull, now);
  }

  /** Sees whether a pull goes on. */
  #look(id: string, pull: Pull, now: number): void {
    if (!this.#asking.isStalled(pull)) {
      pull.stalledSince = undefined;
      return;
    }
    this.#telling.ask(pull);
    pull.stalledSince ??= now;
    if (now - pull.stalledSince < GIVE_UP) return;
    this.#end(id);
    const { had } = pull;
    const reason = `Nobody here has the other ${had.size - had.count} chunks`;
    this.#actions.push({ kind: "failed", payload: id, reason });
    this.#beginWaiting(now);
  }

  #distrust(neighbour: Neighbour, payload: string, now: number): void {
    neighbour.isDistrusted = true;
    this.#asking.release([...neighbour.asked], true);
    const { id } = neighbour;
    this.#actions.push({ kind: "distrust", neighbour: id, payload });
    this.#asking.ask(now);
  }

  /** Ends a pull, with what is under way; returns whether there was one. */
  #end(id: string): boolean {
    const pull = this.#pulls.all.get(id);
    if (pull === undefined) return this.#pulls.drop(id);
    this.#asking.release([...pull.asked.values()], true);
    this.#pulls.end(pull);
    return true;
  }
}
