import type { Random } from "../random/mod.ts";
import { type Arrivals, sortArrivals } from "./arrivals.ts";
import { Links } from "./links.ts";
import type { NetworkModel } from "./network_model.ts";
import { Traffic } from "./traffic.ts";
import { Uplinks } from "./uplinks.ts";

export type { Arrivals } from "./arrivals.ts";
export { Traffic };

/**
 * The gossip overlay of a virtual swarm and the links it runs over.
 *
 * @example
 * ```ts
 * import { Random } from "../random/mod.ts";
 * import { Overlay } from "./overlay.ts";
 *
 * const overlay = new Overlay({ loss: 0.01 }, new Random("network", 7));
 * for (let peer = 0; peer < 8; peer++) overlay.join(peer);
 * const { count, peers, times } = overlay.broadcast(0, 1000, 0);
 * for (let i = 0; i < count; i++) console.log(peers[i], times[i]);
 * ```
 */
export class Overlay {
  /** What has been carried so far. */
  readonly traffic = new Traffic();
  readonly #random: Random;
  readonly #links: Links;
  readonly #uplinks: Uplinks;
  readonly #duplication: number;
  readonly #members = new Set<number>();
  #peers = new Int32Array(0);
  #times = new Float64Array(0);

  /**
   * A swarm without members as yet.
   *
   * @param model what the links are like
   * @param random the only source of chance
   */
  constructor(model: NetworkModel, random: Random) {
    this.#random = random;
    this.#links = new Links(model, random);
    this.#uplinks = new Uplinks(model);
    this.#duplication = model.duplication ?? 0;
  }

  /** Part of the copies that gossip loses on each link, 0 … 1; may be changed at any time. */
  get loss(): number {
    return this.#links.loss;
  }

  set loss(loss: number) {
    this.#links.loss = loss;
  }

  /** A peer takes part from now on. */
  join(peer: number): void {
    this.#members.add(peer);
    this.traffic.grow(peer + 1);
    this.#uplinks.grow(peer + 1);
    if (this.#times.length < 2 * peer + 2) {
      this.#peers = new Int32Array(4 * peer + 128);
      this.#times = new Float64Array(4 * peer + 128);
    }
  }

  /** A peer takes part no more. */
  leave(peer: number): void {
    this.#members.delete(peer);
  }

  /** The peers that have a connection with this one, over links that are not cut. */
  *neighbours(peer: number): Generator<number> {
    if (!this.#members.has(peer)) return;
    for (const other of this.#members) {
      if (other !== peer && !this.isCut(peer, other)) yield other;
    }
  }

  /** Cuts or mends the link between two peers. */
  cut(a: number, b: number, isCut: boolean): void {
    this.#links.cut(a, b, isCut);
  }

  /** Whether nothing passes between two peers. */
  isCut(a: number, b: number): boolean {
    return this.#links.isCut(a, b);
  }

  /** Mends all links. */
  mend(): void {
    this.#links.mend();
  }

  /**
   * Publishes a message.
   *
   * @param from who publishes; nobody is reached if it is not a member
   * @param bytes length of the message
   * @param now virtual ms
   * @returns each peer that it reaches, once, with the time of the first copy
   */
  broadcast(from: number, bytes: number, now: number): Arrivals {
    const { traffic } = this;
    traffic.messages++;
    const each = this.#uplinks.duration(from, bytes);
    let count = 0, copies = 0, sent = now;
    for (const to of this.neighbours(from)) {
      sent = this.#uplinks.book(from, sent, each) + each;
      copies++;
      if (this.#links.loses()) {
        traffic.lost++;
        continue;
      }
      this.#peers[count] = to;
      this.#times[count++] = sent + this.#links.latency(from, to, sent);
    }
    traffic.send(from, copies * bytes);
    traffic.deliveries += count;
    return sortArrivals(
      this.#peers,
      this.#times,
      this.#repeat(from, count),
    );
  }

  /**
   * Sends bytes over a direct stream, which loses nothing.
   *
   * @returns when all have arrived, virtual ms; undefined where the link is cut or one of the two is no member
   */
  stream(
    from: number,
    to: number,
    bytes: number,
    now: number,
  ): number | undefined {
    if (!this.#members.has(from) || !this.#members.has(to)) return undefined;
    if (this.isCut(from, to)) return undefined;
    this.traffic.send(from, bytes);
    this.traffic.streamBytes += bytes;
    const duration = this.#uplinks.duration(from, bytes);
    const sent = this.#uplinks.book(from, now, duration) + duration;
    return sent + this.#links.latency(from, to, sent);
  }

  /** Lets some deliveries come twice to the peer itself. */
  #repeat(from: number, count: number): number {
    if (this.#duplication === 0) return count;
    let all = count;
    for (let i = 0; i < count; i++) {
      if (this.#random.uniform() >= this.#duplication) continue;
      const peer = this.#peers[i]!, time = this.#times[i]!;
      this.#peers[all] = peer;
      this.#times[all++] = time + this.#links.latency(from, peer, time);
    }
    return all;
  }
}
