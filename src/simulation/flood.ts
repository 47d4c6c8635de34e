import type { Graph } from "./graph.ts";
import type { Links } from "./links.ts";
import type { Traffic } from "./traffic.ts";
import type { Uplinks } from "./uplinks.ts";

/**
 * Flooding with self-pruning (Lim and Kim, 2001), as `network/` sets gossipsub
 * up: whoever has a message for the first time passes it on at once, to each of
 * its neighbours but the one that it came from and those which that one serves
 * itself. Where all are linked with all, nothing is passed on.
 *
 * What is looked for is when the first copy reaches each peer: Dijkstra's
 * algorithm, over latencies that are drawn as it goes. It settles together all
 * that have their first copies within a window no longer than the least latency, for
 * none of them can reach another in time. Nor is there a draw for a copy that comes
 * too late whatever it draws: such copies only count. How many copies a
 * peer passes on follows from whom it had the first one from.
 */
export class Flood {
  /** When each peer has its first copy, as far as known; Infinity where it has none. */
  first = new Float64Array(0);
  readonly #links: Links;
  readonly #uplinks: Uplinks;
  readonly #traffic: Traffic;
  /** Whom it is from. */
  #parent = new Int32Array(0);
  /** Who has it and has not passed it on yet. */
  #front = new Int32Array(0);
  #fronts = 0;
  /** Of these, who is next: those with their first copies in this window. */
  #next = new Int32Array(0);
  #waiting = 0;
  /** 1 for those who may have their first copies from somebody of this window. */
  #isOpen = new Uint8Array(0);
  /** Who of one peer's neighbours is open. */
  #found = new Int32Array(0);
  #windowEnd = 0;
  /** Bits of those who may have their first copies from somebody of this window. */
  #open = new Int32Array(0);
  /** Where the window is longer than the least latency, order matters. */
  #inOrder = false;
  #reached = 0;
  #drawn = 0;
  #lost = 0;

  /**
   * @param links what a copy meets on its way
   * @param uplinks when peers can send
   * @param traffic where copies are counted
   */
  constructor(links: Links, uplinks: Uplinks, traffic: Traffic) {
    this.#links = links;
    this.#uplinks = uplinks;
    this.#traffic = traffic;
  }

  /** Makes room for peers below `size`. */
  grow(size: number): void {
    if (size <= this.first.length) return;
    const wanted = Math.max(64, 2 * size);
    this.first = new Float64Array(wanted);
    this.#parent = new Int32Array(wanted);
    this.#front = new Int32Array(wanted);
    this.#next = new Int32Array(wanted);
    this.#isOpen = new Uint8Array(wanted);
    this.#found = new Int32Array(wanted);
  }

  /**
   * Sends a message all the way; `first` then says whom it reached and when.
   *
   * @param graph who passes on to whom
   * @param source who publishes; a member
   * @param bytes length of the message
   * @param now virtual ms
   */
  send(graph: Graph, source: number, bytes: number, now: number): void {
    const { first } = this, front = this.#front;
    const size = graph.sizes[graph.component[source]!]!;
    first.fill(Infinity);
    this.#isOpen.fill(1);
    first[source] = now;
    this.#parent[source] = -1;
    front[0] = source;
    this.#fronts = this.#reached = 1;
    this.#drawn = this.#lost = 0;
    while (this.#fronts > 0) {
      const { least, window } = this.#links;
      let earliest = Infinity, latest = -Infinity;
      for (let i = 0; i < this.#fronts; i++) {
        const time = first[front[i]!]!;
        if (time > latest) latest = time;
        if (time < earliest) earliest = time;
      }
      // Nobody is left whom they could serve in time.
      if (this.#reached === size && earliest + least >= latest) break;
      this.#inOrder = window > least;
      this.#windowEnd = earliest + window;
      this.#openWindow(earliest + least);
      for (let i = 0; i < this.#waiting; i++) {
        const peer = this.#next[i]!, copies = this.#copiesOf(graph, peer);
        this.#isOpen[peer] = 0;
        if (copies === 0) continue;
        if (this.#uplinks.limited) {
          this.#sendInTurn(graph, peer, copies, bytes, least, i + 1);
        } else this.#sendAtOnce(graph, peer, least, i + 1);
      }
    }
    this.#account(graph, source, bytes);
  }

  /**
   * Gathers those who have their first copies in this window.
   *
   * @param soonest when the first copy that they send can arrive
   */
  #openWindow(soonest: number): void {
    const { first } = this, front = this.#front, isOpen = this.#isOpen;
    const end = this.#windowEnd, fronts = this.#fronts;
    let left = 0;
    this.#waiting = 0;
    for (let i = 0; i < fronts; i++) {
      const peer = front[i]!, time = first[peer]!;
      isOpen[peer] = time > soonest ? 1 : 0;
      if (time <= end) this.#enqueue(peer, 0);
      else front[left++] = peer;
    }
    this.#fronts = left;
  }

  /** Puts a peer where its turn is, not before place `from`. */
  #enqueue(peer: number, from: number): void {
    const next = this.#next, { first } = this;
    let at = this.#waiting++;
    if (this.#inOrder) {
      const time = first[peer]!;
      for (; at > from && first[next[at - 1]!]! > time; at--) {
        next[at] = next[at - 1]!;
      }
    }
    next[at] = peer;
  }

  /** Sends a peer's copies all at the same time. */
  #sendAtOnce(graph: Graph, peer: number, least: number, turn: number): void {
    const { targets, offsets, bits, words } = graph, { first } = this;
    const found = this.#found, isOpen = this.#isOpen;
    let count = 0;
    // Without a branch, which would be mispredicted.
    for (let i = offsets[peer]!, end = offsets[peer + 1]!; i < end; i++) {
      const to = targets[i]!;
      found[count] = to;
      count += isOpen[to]!;
    }
    const now = first[peer]!, soonest = now + least;
    const parent = this.#parent[peer]!, row = parent * words;
    for (let i = 0; i < count; i++) {
      const to = found[i]!;
      if (first[to]! <= soonest) continue;
      const isServed = parent >= 0 &&
        (bits[row + (to >>> 5)]! >>> (to & 31) & 1) === 1;
      if (!isServed) this.#copy(peer, to, now, turn);
    }
  }

  /** Sends a peer's copies one after the other. */
  #sendInTurn(
    graph: Graph,
    peer: number,
    copies: number,
    bytes: number,
    least: number,
    turn: number,
  ): void {
    const { targets, offsets } = graph, { first } = this;
    const parent = this.#parent[peer]!;
    const each = this.#uplinks.duration(peer, bytes);
    let sent = this.#uplinks.book(peer, first[peer]!, copies * each);
    for (let i = offsets[peer]!, end = offsets[peer + 1]!; i < end; i++) {
      const to = targets[i]!;
      if (to === parent || (parent >= 0 && graph.isLinked(parent, to))) {
        continue;
      }
      sent += each;
      if (first[to]! > sent + least) this.#copy(peer, to, sent, turn);
    }
  }

  /** Sends one copy, which may be the first. */
  #copy(from: number, to: number, sent: number, turn: number): void {
    this.#drawn++;
    if (this.#links.loses()) {
      this.#lost++;
      return;
    }
    const time = sent + this.#links.latency(from, to, sent);
    const known = this.first[to]!, end = this.#windowEnd;
    if (time >= known) return;
    this.first[to] = time;
    this.#parent[to] = from;
    if (known === Infinity) {
      this.#reached++;
      if (time > end) this.#front[this.#fronts++] = to;
    } else if (time <= end) {
      if (known > end) remove(this.#front, to, this.#fronts--, 0);
      else remove(this.#next, to, this.#waiting--, turn);
    }
    if (time <= end) this.#enqueue(to, turn);
  }

  /** How many copies a peer sends. */
  #copiesOf(graph: Graph, peer: number): number {
    const parent = this.#parent[peer]!;
    return parent < 0
      ? graph.offsets[peer + 1]! - graph.offsets[peer]!
      : graph.relays(peer, parent);
  }

  /** Counts all copies, those that nothing was drawn for among them. */
  #account(graph: Graph, source: number, bytes: number): void {
    const { members } = graph, traffic = this.#traffic, uplinks = this.#uplinks;
    let copies = 0;
    for (let i = 0; i < members.length; i++) {
      const peer = members[i]!, time = this.first[peer]!;
      if (time === Infinity) continue;
      const own = this.#copiesOf(graph, peer);
      copies += own;
      traffic.send(peer, own * bytes);
      if (peer !== source) traffic.relayed += own;
    }
    if (uplinks.limited) {
      // These serve nobody in time, but are busy with it all the same.
      for (let i = 0; i < this.#fronts; i++) {
        const peer = this.#front[i]!;
        const each = uplinks.duration(peer, bytes);
        uplinks.book(
          peer,
          this.first[peer]!,
          this.#copiesOf(graph, peer) * each,
        );
      }
    }
    const lost = this.#lost + this.#links.losses(copies - this.#drawn);
    traffic.lost += lost;
    traffic.deliveries += this.#reached - 1;
    traffic.duplicates += copies - lost - (this.#reached - 1);
  }
}

/** Takes a value out of the first `length` of a list, where it stands from `from` on. */
function remove(
  list: Int32Array,
  value: number,
  length: number,
  from: number,
): void {
  let at = from;
  while (list[at] !== value) at++;
  list.copyWithin(at, at + 1, length);
}
