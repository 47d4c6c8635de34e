import {
  type Action,
  Exchange,
  type Message,
  type Payload,
} from "../../pull/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  type Announcement,
  type FeedId,
  toHex,
  type Update,
} from "../../replica/mod.ts";
import type { VirtualPeer } from "../virtual_peer.ts";
import { Outbox, type OutgoingChunk } from "./outbox.ts";
import type { Pulling } from "./pulling.ts";

/** Bytes of a message about a payload, and of each chunk that it names; and of a chunk's frame. */
const MESSAGE = 48, NAMED = 4, CHUNK_HEAD = 48;

/** How often part of a long chunk is noticed, ms. */
const PARTS = 250;

/** A payload that is wanted here, and the entry that it is of. */
interface Wanted {
  readonly feed: FeedId;
  readonly seq: number;
}

/**
 * The payloads of one run of a machine, as `network/` has them: what is pulled from
 * whom is decided by the very same {@linkcode Exchange}; chunks are names without
 * bytes, and take their time on the uplink.
 */
export class Payloads {
  readonly #machine: VirtualPeer;
  readonly #peer: VirtualPeer["peer"];
  readonly #pulling: Pulling;
  readonly #exchange: Exchange;
  /** Updates whose payloads are here, or have begun to come. */
  readonly #updates = new Map<string, Update>();
  readonly #wanted = new Map<string, Wanted>();
  readonly #names = new Map<string, string>();
  readonly #outbox = new Outbox();
  /** Others than its neighbours in the overlay. */
  readonly #met = new Set<VirtualPeer>();
  #isSending = false;
  #tickAt = Infinity;

  /** Nothing is here; the machine's connections are its neighbours. */
  constructor(machine: VirtualPeer, pulling: Pulling) {
    this.#machine = machine;
    this.#peer = machine.peer;
    this.#pulling = pulling;
    const { index, starts } = machine;
    const { seed } = pulling.simulation.options;
    this.#exchange = new Exchange({
      random: new Random("payloads", seed, index, starts),
    });
    for (const other of machine.connections) {
      this.#exchange.connect(other.peer.publicKey, this.#now);
    }
  }

  get #now(): number {
    return this.#machine.clock.read(this.#pulling.simulation.now);
  }

  /** A connection has opened. */
  connect(other: VirtualPeer): void {
    this.#exchange.connect(other.peer.publicKey, this.#now);
    this.#settle();
  }

  /** A connection has broken. */
  disconnect(other: VirtualPeer): void {
    this.#outbox.drop(other);
    this.#exchange.disconnect(other.peer.publicKey, this.#now);
    this.#settle();
  }

  /** Serves the payload of an own update. */
  offer(update: Update): void {
    const payload = this.#payloadOf(update);
    this.#updates.set(payload.id, update);
    this.#exchange.offer(payload, this.#now, false);
    this.#settle();
  }

  /** Pulls what was announced. */
  pull(announcement: Announcement): void {
    const { feed, header: { seq } } = announcement;
    const payload = this.#payloadOf(announcement);
    this.#wanted.set(payload.id, { feed, seq });
    this.#names.set(`${feed} ${seq}`, payload.id);
    // Whoever announces has all of it.
    const publisher = toHex(announcement.header.publicKey);
    this.#meet(this.#pulling.simulation.find(publisher));
    this.#exchange.pull(payload, this.#now, publisher);
    this.#settle();
  }

  /** In a large swarm each has connections with more than its neighbours in the overlay. */
  #meet(other: VirtualPeer): void {
    const machine = this.#machine;
    if (machine.connections.has(other) || this.#met.has(other)) return;
    if (other.gone || this.#pulling.isCut(machine, other)) return;
    this.#met.add(other);
    this.#exchange.connect(other.peer.publicKey, this.#now);
    this.#pulling.of(other).#meet(machine);
  }

  /** It is no longer wanted. */
  stop(feed: FeedId, seq: number): void {
    const id = this.#names.get(`${feed} ${seq}`);
    if (id === undefined) return;
    this.#forget(id);
    this.#updates.delete(id);
    this.#exchange.forget(id, this.#now);
    this.#settle();
  }

  #payloadOf(of: Pick<Update, "hash" | "header">): Payload {
    const { model } = this.#pulling;
    const length = model.bytesOf(of), { chunkBytes } = model;
    return { id: toHex(of.hash), length, chunkBytes };
  }

  #forget(id: string): Wanted | undefined {
    const wanted = this.#wanted.get(id);
    if (wanted === undefined) return undefined;
    this.#wanted.delete(id);
    this.#names.delete(`${wanted.feed} ${wanted.seq}`);
    return wanted;
  }

  #hear(from: VirtualPeer, message: Message): void {
    this.#exchange.hear(from.peer.publicKey, message, this.#now);
    this.#settle();
  }

  #take(
    from: VirtualPeer,
    { payload, index }: OutgoingChunk,
    update: Update,
  ): void {
    if (this.#wanted.has(payload)) this.#updates.set(payload, update);
    const { publicKey } = from.peer;
    this.#exchange.arrived(publicKey, payload, index, true, this.#now);
    this.#settle();
  }

  /** Does what the exchange wants done, and sees that it is woken in time. */
  #settle(): void {
    for (const action of this.#exchange.takeActions()) this.#do(action);
    const { due } = this.#exchange;
    if (due === undefined || due >= this.#tickAt) return;
    const { simulation } = this.#pulling;
    this.#tickAt = due;
    const at = this.#machine.clock.whenItReads(due);
    simulation.at(Math.max(simulation.now, at), () => this.#wake(due));
  }

  #wake(due: number): void {
    if (due !== this.#tickAt || !this.#isOn) return;
    if (this.#machine.suspended) {
      this.#machine.mail.push(() => this.#wake(due));
      return;
    }
    this.#tickAt = Infinity;
    this.#exchange.tick(this.#now);
    this.#settle();
  }

  /** Whether this run of the machine goes on. */
  get #isOn(): boolean {
    const { peer, gone } = this.#machine;
    return peer === this.#peer && !gone;
  }

  #do(action: Action): void {
    const { simulation } = this.#pulling;
    switch (action.kind) {
      case "send":
        this.#send(simulation.find(action.to), action.message);
        break;
      case "serve": {
        const { to, payload, index } = action;
        this.#outbox.put(simulation.find(to), { payload, index });
        if (!this.#isSending) this.#sendNext();
        break;
      }
      case "unserve": {
        const { to, payload, indices } = action;
        const taken = this.#outbox.take(simulation.find(to), payload, indices);
        this.#exchange.served(to, taken);
        break;
      }
      case "whole":
        this.#arrive(action.payload);
        break;
      case "failed": {
        const wanted = this.#forget(action.payload);
        this.#updates.delete(action.payload);
        if (wanted === undefined) break;
        simulation.input(this.#machine, { kind: "pull-failed", ...wanted });
        break;
      }
      case "drop":
        this.#updates.delete(action.payload);
        break;
      case "distrust":
        break;
    }
  }

  /** A payload is here whole: the update is, too. */
  #arrive(id: string): void {
    if (this.#forget(id) === undefined) return;
    const update = this.#updates.get(id)!;
    this.#pulling.simulation.input(this.#machine, {
      kind: "frame",
      frame: { kind: "update", update },
    });
  }

  #send(to: VirtualPeer, message: Message): void {
    const { mail } = this.#pulling;
    mail.send(
      this.#machine,
      to,
      MESSAGE + lengthOf(message),
      () => this.#pulling.of(to).#hear(this.#machine, message),
    );
  }

  /** Sends the next chunk, and the one after it when that has left. */
  #sendNext(): void {
    const { simulation, mail, model } = this.#pulling;
    this.#isSending = false;
    if (!this.#isOn) return;
    const next = this.#outbox.next();
    if (next === undefined) return;
    const { to, chunk } = next;
    const update = this.#updates.get(chunk.payload);
    this.#exchange.served(to.peer.publicKey);
    if (update === undefined) return this.#sendNext();
    const machine = this.#machine;
    const bytes = model.chunkLength(update, chunk.index);
    const left = mail.send(
      machine,
      to,
      CHUNK_HEAD + bytes,
      () => this.#pulling.of(to).#take(machine, chunk, update),
    );
    if (left === undefined) return this.#sendNext();
    this.#isSending = true;
    this.#showParts(to, left);
    simulation.at(left, () => this.#sendNext());
  }

  /** A long chunk is seen to come. */
  #showParts(to: VirtualPeer, left: number): void {
    const { simulation } = this.#pulling;
    if (left - simulation.now <= 2 * PARTS) return;
    const { peer: reader } = to, { publicKey } = this.#peer;
    for (let at = simulation.now + PARTS; at < left; at += PARTS) {
      simulation.at(at, () => {
        if (!this.#isOn || to.peer !== reader || to.suspended) return;
        const payloads = this.#pulling.of(to);
        payloads.#exchange.moved(publicKey, payloads.#now);
      });
    }
  }
}

function lengthOf(message: Message): number {
  switch (message.kind) {
    case "have":
      return message.chunks === "all" ? 0 : message.chunks.bytes.length;
    case "lack":
      return 0;
    default:
      return NAMED * message.chunks.length;
  }
}
