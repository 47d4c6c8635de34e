import { Random } from "../../src/random/mod.ts";
import { type Action, Exchange, type Payload } from "../../src/pull/mod.ts";

/** Seed of this run: DROVER_SEED, or one that is always the same. */
export const SEED = Number(Deno.env.get("DROVER_SEED") ?? 20261121);

/** Runs a property for several seeds; a failure says how to repeat it. */
export function forSeeds(
  count: number,
  property: (random: Random) => void,
): void {
  for (let seed = SEED; seed < SEED + count; seed++) {
    try {
      property(new Random("pull test", seed));
    } catch (cause) {
      throw new Error(
        `Failed with seed ${seed}; replay: DROVER_SEED=${seed} deno task test`,
        { cause },
      );
    }
  }
}

/** How a virtual peer behaves. */
export interface Habits {
  /** Bytes that it sends in a ms. */
  uplink: number;
  /** Sends chunks that are not the payload's. */
  lies?: boolean;
  /** Sends so many chunks and no more. */
  sendsOnly?: number;
  /** Bytes of payloads that it keeps. */
  shelfBytes?: number;
}

/** A peer of a virtual network. */
export class Node {
  readonly exchange: Exchange;
  readonly whole = new Set<string>();
  readonly failed: string[] = [];
  readonly distrusted: string[] = [];
  readonly neighbours = new Set<string>();
  /** Chunks to send, and to whom. */
  queue: { to: string; payload: string; index: number }[] = [];
  isSending = false;
  isGone = false;
  sent = 0;
  received = 0;
  duplicates = 0;
  messages = 0;

  constructor(
    readonly name: string,
    readonly habits: Habits,
    random: Random,
  ) {
    this.exchange = new Exchange({
      random: new Random("node", random.uint32()),
      ...(habits.shelfBytes === undefined
        ? {}
        : { shelfBytes: habits.shelfBytes }),
    });
  }
}

/** A network in virtual time: latency, one uplink for each peer, chunks one after the other. */
export class Net {
  now = 0;
  readonly nodes = new Map<string, Node>();
  readonly #events: { at: number; order: number; run: () => void }[] = [];
  readonly #ticks = new Map<Node, number>();
  #order = 0;

  constructor(readonly latency: number, readonly random: Random) {}

  add(name: string, habits: Habits): Node {
    const node = new Node(name, habits, this.random);
    this.nodes.set(name, node);
    return node;
  }

  connect(a: string, b: string): void {
    for (const [own, other] of [[a, b], [b, a]] as const) {
      const node = this.nodes.get(own)!;
      node.neighbours.add(other);
      node.exchange.connect(other, this.now);
      this.settle(node);
    }
  }

  connectAll(): void {
    const names = [...this.nodes.keys()];
    for (const [i, a] of names.entries()) {
      for (const b of names.slice(i + 1)) this.connect(a, b);
    }
  }

  vanish(name: string): void {
    const node = this.nodes.get(name)!;
    node.isGone = true;
    for (const other of node.neighbours) {
      const neighbour = this.nodes.get(other)!;
      neighbour.neighbours.delete(name);
      neighbour.exchange.disconnect(name, this.now);
      this.settle(neighbour);
    }
  }

  offer(name: string, payload: Payload): void {
    const node = this.nodes.get(name)!;
    node.whole.add(payload.id);
    node.exchange.offer(payload, this.now);
    this.settle(node);
  }

  pull(name: string, payload: Payload): void {
    const node = this.nodes.get(name)!;
    node.exchange.pull(payload, this.now);
    this.settle(node);
  }

  after(ms: number, run: () => void): void {
    this.#events.push({ at: this.now + ms, order: this.#order++, run });
  }

  /** Lets time pass until nothing happens any more, or a limit; returns when. */
  run(limit: number, until: () => boolean = () => false): number {
    while (this.#events.length > 0 && !until()) {
      let next = 0;
      for (let i = 1; i < this.#events.length; i++) {
        const a = this.#events[i]!, b = this.#events[next]!;
        if (a.at < b.at || (a.at === b.at && a.order < b.order)) next = i;
      }
      const event = this.#events[next]!;
      if (event.at > limit) break;
      this.#events[next] = this.#events.at(-1)!;
      this.#events.pop();
      this.now = event.at;
      event.run();
    }
    return this.now;
  }

  settle(node: Node): void {
    for (const action of node.exchange.takeActions()) this.#do(node, action);
    const { due } = node.exchange;
    if (due === undefined) return;
    const at = Math.max(due, this.now);
    if ((this.#ticks.get(node) ?? Infinity) <= at) return;
    this.#ticks.set(node, at);
    this.after(at - this.now, () => {
      if (this.#ticks.get(node) !== at) return;
      this.#ticks.delete(node);
      if (node.isGone) return;
      node.exchange.tick(this.now);
      this.settle(node);
    });
  }

  #do(node: Node, action: Action): void {
    switch (action.kind) {
      case "send": {
        node.messages++;
        const to = this.nodes.get(action.to)!;
        this.after(this.latency, () => {
          if (node.isGone || to.isGone) return;
          to.exchange.hear(node.name, action.message, this.now);
          this.settle(to);
        });
        break;
      }
      case "serve":
        node.queue.push(action);
        this.#send(node);
        break;
      case "unserve": {
        const before = node.queue.length;
        node.queue = node.queue.filter(({ to, payload, index }) =>
          to !== action.to || payload !== action.payload ||
          !action.indices.includes(index)
        );
        node.exchange.served(action.to, before - node.queue.length);
        break;
      }
      case "whole":
        node.whole.add(action.payload);
        break;
      case "failed":
        node.failed.push(action.payload);
        break;
      case "distrust":
        node.distrusted.push(action.neighbour);
        break;
    }
  }

  #send(node: Node): void {
    if (node.isSending || node.isGone) return;
    const next = node.queue.shift();
    if (next === undefined) return;
    const { lies = false, sendsOnly = Infinity, uplink } = node.habits;
    if (node.sent >= sendsOnly) return;
    node.isSending = true;
    this.after(CHUNK / uplink, () => {
      node.isSending = false;
      node.sent++;
      node.exchange.served(next.to);
      const to = this.nodes.get(next.to)!;
      this.after(this.latency, () => {
        if (to.isGone || !to.neighbours.has(node.name)) return;
        const { payload, index } = next;
        to.received++;
        const { exchange } = to;
        const isNew = exchange.isWanted(node.name, payload, index) &&
          exchange.arrived(node.name, payload, index, !lies, this.now);
        if (!isNew) to.duplicates++;
        this.settle(to);
      });
      this.#send(node);
    });
  }
}

/** Bytes of a chunk in virtual networks. */
export const CHUNK = 65_536;

/** A payload of so many chunks. */
export function payloadOf(id: string, chunks: number): Payload {
  return { id, length: chunks * CHUNK - 7, chunkBytes: CHUNK };
}
