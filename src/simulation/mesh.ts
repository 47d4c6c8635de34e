import type { Random } from "../random/mod.ts";
import { BitMatrix } from "./bit_matrix.ts";
import { Graph } from "./graph.ts";
import type { Links } from "./links.ts";

/** Random members that are tried before all are looked at. */
const TRIES = 8;

/** Heartbeats in which a mesh is repaired at most: pruning leaves others to graft. */
const HEARTBEATS = 20;

/** What a mesh is made of. */
export interface MeshOptions {
  /** Neighbours that each peer wants. */
  degree: number;
  /** Knows which links are cut. */
  links: Links;
  /** The only source of chance. */
  random: Random;
}

/**
 * Who passes messages on to whom: gossipsub's mesh with D = Dlo = `degree` and
 * Dhi = 2 D (the GossipSub specification, v1.1), over connections of everybody with everybody.
 * Whoever has fewer than D links grafts others, drawn at random. These refuse
 * if they have 2 D links and were dialled, not dialling; and whoever has more
 * prunes all but D. So up to D + 1 members all are linked with all, and in a
 * larger swarm each has D to 2 D links: few more than D if all came at the same time.
 *
 * Where the real one takes a heartbeat of 250 ms to repair itself, this one is
 * repaired at once. A link that is cut is replaced meanwhile and carries again when
 * it is mended, as a connection that outlived the cut does.
 */
export class Mesh {
  readonly #degree: number;
  readonly #links: Links;
  readonly #random: Random;
  readonly #members: number[] = [];
  /** Where each peer stands among the members, or -1. */
  readonly #position: number[] = [];
  /** Each peer's links, cut ones included, in the order in which they were made. */
  readonly #linked: number[][] = [];
  readonly #isLinked = new BitMatrix();
  /** Of two peers, the one with the smaller id dials. */
  readonly #id: number[] = [];
  /** Links that are not cut. */
  readonly #live: number[] = [];
  readonly #fixed: BitMatrix | undefined;
  /** Members that have been announced, but have not come yet. */
  readonly #expected = new Set<number>();
  #needsRepair = false;
  #graph: Graph | undefined;

  /**
   * @param options what it is made of
   * @param links who is linked with whom, where that is given; it is then not repaired
   */
  constructor(
    options: MeshOptions,
    links?: Iterable<readonly [number, number]>,
  ) {
    this.#degree = options.degree;
    this.#links = options.links;
    this.#random = options.random;
    if (links === undefined) return;
    this.#fixed = new BitMatrix();
    for (const [a, b] of links) {
      if (a !== b) this.#fixed.setBoth(a, b, true);
    }
  }

  /** Whether a peer takes part. */
  has(peer: number): boolean {
    return (this.#position[peer] ?? -1) >= 0 && !this.#expected.has(peer);
  }

  /**
   * Announces peers that come at about the same time, so that their links are
   * drawn in one go: a swarm that gathers has about D links to a peer, one that has grown
   * peer by peer nearly 2 D.
   */
  expect(peers: Iterable<number>): void {
    for (const peer of peers) {
      if ((this.#position[peer] ?? -1) >= 0) continue;
      this.join(peer);
      this.#expected.add(peer);
    }
  }

  /** A peer takes part from now on. */
  join(peer: number): void {
    if (this.#expected.delete(peer)) this.#graph = undefined;
    if ((this.#position[peer] ?? -1) >= 0) return;
    while (this.#position.length <= peer) {
      this.#position.push(-1);
      this.#linked.push([]);
      this.#live.push(0);
      this.#id.push(this.#random.uint32());
    }
    this.#isLinked.grow(peer + 1);
    this.#position[peer] = this.#members.push(peer) - 1;
    this.#disturb();
    if (this.#fixed === undefined) return;
    for (const other of this.#members) {
      if (this.#fixed.has(peer, other)) this.#link(peer, other);
    }
  }

  /** A peer takes part no more. */
  leave(peer: number): void {
    if ((this.#position[peer] ?? -1) < 0) return;
    this.#expected.delete(peer);
    for (const other of [...this.#linked[peer]!]) this.#unlink(peer, other);
    const last = this.#members.pop()!, at = this.#position[peer]!;
    if (last !== peer) {
      this.#members[at] = last;
      this.#position[last] = at;
    }
    this.#position[peer] = -1;
    this.#disturb();
  }

  /** The link between two peers was cut, or mended. */
  changed(a: number, b: number, isCut: boolean): void {
    if (!isCut) this.#disturb();
    if (!this.#isLinked.has(a, b)) return;
    this.#disturb();
    this.#live[a]! += isCut ? -1 : 1;
    this.#live[b]! += isCut ? -1 : 1;
  }

  /** All links were mended. */
  mended(): void {
    this.#disturb();
    for (const peer of this.#members) {
      this.#live[peer] = this.#linked[peer]!.length;
    }
  }

  /** A peer's neighbours as they are now: those that are here, over links that are not cut. */
  neighbours(peer: number): number[] {
    if (!this.has(peer)) return [];
    this.#repair();
    return this.#row(peer).slice();
  }

  /** The mesh as it is now. */
  graph(): Graph {
    this.#repair();
    if (this.#graph !== undefined) return this.#graph;
    let graph = this.#draw();
    while (this.#fixed === undefined && this.#bridge(graph)) {
      graph = this.#draw();
    }
    return this.#graph = graph;
  }

  #disturb(): void {
    this.#graph = undefined;
    this.#needsRepair = true;
  }

  #repair(): void {
    if (!this.#needsRepair || this.#fixed !== undefined) return;
    this.#needsRepair = false;
    this.#prune();
    this.#graft();
    for (let i = 1; i < HEARTBEATS && this.#prune(); i++) this.#graft();
  }

  /** Who has more than 2 D links keeps D of them. Returns whether anybody had. */
  #prune(): boolean {
    let any = false;
    for (const peer of this.#members) {
      if (this.#live[peer]! <= 2 * this.#degree) continue;
      any = true;
      while (this.#live[peer]! > this.#degree) {
        const links = this.#linked[peer]!;
        const other = links[this.#random.below(links.length)]!;
        if (!this.#links.isCut(peer, other)) this.#unlink(peer, other);
      }
    }
    return any;
  }

  /** Who has fewer than D links makes others, one at a time as everybody else does. */
  #graft(): void {
    const wanting = this.#members.filter((peer) => this.#wants(peer));
    while (wanting.length > 0) {
      const at = this.#random.below(wanting.length);
      const peer = wanting[at]!;
      const other = this.#wants(peer) ? this.#pick(peer) : undefined;
      if (other !== undefined) {
        this.#link(peer, other);
      } else {
        wanting[at] = wanting[wanting.length - 1]!;
        wanting.pop();
      }
    }
  }

  #wants(peer: number): boolean {
    return this.#live[peer]! < this.#degree;
  }

  /** Somebody to make a link with. */
  #pick(peer: number): number | undefined {
    const members = this.#members;
    for (let i = 0; i < TRIES; i++) {
      const other = members[this.#random.below(members.length)]!;
      if (this.#mayLink(peer, other)) return other;
    }
    const all = members.filter((other) => this.#mayLink(peer, other));
    return all[this.#random.below(all.length)];
  }

  /** Whether `b` lets `a` graft it. */
  #mayLink(a: number, b: number): boolean {
    return a !== b && !this.#isLinked.has(a, b) && !this.#links.isCut(a, b) &&
      (this.#live[b]! < 2 * this.#degree || this.#id[b]! < this.#id[a]!);
  }

  /**
   * Links two parts of the mesh that no cut keeps apart; returns whether there
   * were such. At D = 64 there are none, but for odds that nobody will live to see.
   */
  #bridge(graph: Graph): boolean {
    if (graph.components < 2 || this.#expected.size > 0) return false;
    const members = this.#members, { component } = graph;
    for (const a of members) {
      for (const b of members) {
        if (component[a] === component[b] || !this.#mayLink(a, b)) continue;
        this.#link(a, b);
        return true;
      }
    }
    return false;
  }

  #link(a: number, b: number): void {
    if (this.#isLinked.has(a, b)) return;
    this.#isLinked.setBoth(a, b, true);
    this.#linked[a]!.push(b);
    this.#linked[b]!.push(a);
    if (this.#links.isCut(a, b)) return;
    this.#live[a]!++;
    this.#live[b]!++;
  }

  #unlink(a: number, b: number): void {
    this.#isLinked.setBoth(a, b, false);
    remove(this.#linked[a]!, b);
    remove(this.#linked[b]!, a);
    if (this.#links.isCut(a, b)) return;
    this.#live[a]!--;
    this.#live[b]!--;
  }

  #row(peer: number): number[] {
    const row = this.#linked[peer]!;
    if (!this.#links.anyCut && this.#expected.size === 0) return row;
    return row.filter((other) =>
      !this.#links.isCut(peer, other) && !this.#expected.has(other)
    );
  }

  #draw(): Graph {
    return new Graph(
      this.#linked.map((_, peer) => this.has(peer) ? this.#row(peer) : []),
      this.#members.filter((peer) => !this.#expected.has(peer)),
    );
  }
}

function remove(list: number[], value: number): void {
  list.splice(list.indexOf(value), 1);
}
