import type { Random } from "../random/mod.ts";
import { type Arrivals, sortArrivals } from "./arrivals.ts";
import { Flood } from "./flood.ts";
import { Links } from "./links.ts";
import { Mesh } from "./mesh.ts";
import type { NetworkModel } from "./network_model.ts";
import { Traffic } from "./traffic.ts";
import { Uplinks } from "./uplinks.ts";

/** Neighbours that a peer wants, as `network/` sets gossipsub up. */
const DEGREE = 64;

/**
 * Bytes that a message gets on its way: gossipsub's envelope with the topic, and
 * the frames of yamux and noise, as `deno task bench overlay` measures them.
 */
const ENVELOPE = 200;

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
  readonly #mesh: Mesh;
  readonly #flood: Flood;
  readonly #duplication: number;
  readonly #usualLoss: number;
  readonly #lossyTimes: { loss: number }[] = [];
  #peers = new Int32Array(0);
  #times = new Float64Array(0);

  /**
   * An overlay without members as yet.
   *
   * @param model what the links are like
   * @param random the only source of chance
   * @param links who is linked with whom, where that is given rather than drawn; it is then never repaired
   * @throws {RangeError} If the model makes no sense.
   */
  constructor(
    model: NetworkModel,
    random: Random,
    links?: Iterable<readonly [number, number]>,
  ) {
    const { degree = DEGREE, duplication = 0, loss = 0 } = model;
    if (!(Number.isInteger(degree) && degree > 0)) {
      throw new RangeError(
        `Cannot give each peer ${degree} neighbours: degree is a whole number from 1 on`,
      );
    }
    if (!(duplication >= 0 && duplication <= 1)) {
      throw new RangeError(
        `Cannot duplicate ${duplication} of all deliveries: duplication is between 0 and 1`,
      );
    }
    this.#random = random;
    this.#links = new Links(model, random);
    this.#uplinks = new Uplinks(model);
    this.#mesh = new Mesh({ degree, links: this.#links, random }, links);
    this.#flood = new Flood(this.#links, this.#uplinks, this.traffic);
    this.#duplication = duplication;
    this.#usualLoss = loss;
  }

  /**
   * Loses this part of the copies, 0 … 1, until the function returned is called; of
   * several such times the one that began last counts.
   */
  lose(loss: number): () => void {
    this.#links.loss = loss;
    const time = { loss };
    this.#lossyTimes.push(time);
    return () => {
      this.#lossyTimes.splice(this.#lossyTimes.indexOf(time), 1);
      this.#links.loss = this.#lossyTimes.at(-1)?.loss ?? this.#usualLoss;
    };
  }

  /**
   * Announces that peers 0 … `count` - 1 are about to join: a swarm that gathers
   * has fewer links than one that has grown peer by peer. Until they have, nothing reaches them.
   */
  expect(count: number): void {
    this.#mesh.expect(Array.from({ length: count }, (_, peer) => peer));
  }

  /** A peer takes part from now on. */
  join(peer: number): void {
    this.#mesh.join(peer);
    this.traffic.grow(peer + 1);
    this.#uplinks.grow(peer + 1);
    this.#flood.grow(peer + 1);
    if (this.#times.length < 2 * peer + 2) {
      this.#peers = new Int32Array(4 * peer + 128);
      this.#times = new Float64Array(4 * peer + 128);
    }
  }

  /** A peer takes part no more. */
  leave(peer: number): void {
    this.#mesh.leave(peer);
  }

  /**
   * Gives a peer another bandwidth from here on, bytes a ms.
   *
   * @throws {RangeError} If the network has no limits
   */
  limit(peer: number, bandwidth: number): void {
    this.#uplinks.change(peer, bandwidth);
  }

  /**
   * Bytes a second that leave a peer, as it measures them itself from the first time
   * that it asks: Infinity where there is no limit, undefined before it is known.
   */
  uplinkOf(peer: number): number | undefined {
    return this.#uplinks.measured(peer);
  }

  /** The peers that this one is linked with, over links that are not cut; none of a peer that is no member. */
  neighbours(peer: number): Iterable<number> {
    return this.#mesh.neighbours(peer);
  }

  /** Cuts or mends the link between two peers. */
  cut(a: number, b: number, isCut: boolean): void {
    if (this.#links.cut(a, b, isCut)) this.#mesh.changed(a, b, isCut);
  }

  /** Whether nothing passes between two peers. */
  isCut(a: number, b: number): boolean {
    return this.#links.isCut(a, b);
  }

  /** Mends all links. */
  mend(): void {
    if (this.#links.mend()) this.#mesh.mended();
  }

  /**
   * Publishes a message.
   *
   * @param from who publishes; nobody is reached if it is not a member
   * @param bytes length of the message
   * @param now virtual ms
   * @returns each peer that it reaches, once, with the time of the first copy; and those that `duplication` strikes once more
   */
  broadcast(from: number, bytes: number, now: number): Arrivals {
    this.traffic.messages++;
    if (!this.#mesh.has(from)) return sortArrivals(this.#peers, this.#times, 0);
    const graph = this.#mesh.graph();
    this.#flood.send(graph, from, bytes + ENVELOPE, now);
    const { members } = graph, { first } = this.#flood;
    let count = 0;
    for (let i = 0; i < members.length; i++) {
      const peer = members[i]!, time = first[peer]!;
      if (time === Infinity || peer === from) continue;
      this.#peers[count] = peer;
      this.#times[count++] = time;
    }
    return sortArrivals(this.#peers, this.#times, this.#repeat(from, count));
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
    return this.send(from, to, bytes, now)?.arrival;
  }

  /** Does as {@linkcode Overlay.stream}, and says when the last byte leaves, too. */
  send(
    from: number,
    to: number,
    bytes: number,
    now: number,
  ): { left: number; arrival: number } | undefined {
    if (!this.#mesh.has(from) || !this.#mesh.has(to)) return undefined;
    if (this.isCut(from, to)) return undefined;
    this.traffic.send(from, bytes);
    this.traffic.streamBytes += bytes;
    const duration = this.#uplinks.duration(from, bytes);
    const left = this.#uplinks.book(from, now, duration) + duration;
    return { left, arrival: left + this.#links.latency(from, to, left) };
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
