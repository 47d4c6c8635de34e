import { dealUnits, type OrderMemory, takeSeats } from "../../ordering/mod.ts";
import { unitsOf, type UpdateHeader } from "../../replica/mod.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/** How the units are dealt. */
export interface Dealing {
  /** Units in the data, N. */
  readonly units: number;
  /** The task's seed. */
  readonly seed: number;
  /** How many units are the peer's own, where they are not dealt. */
  readonly own?: number;
}

/**
 * Follows the order in which one peer visits its units. Whatever orders them, an
 * epoch is a permutation of the share dealt when it began: each unit once, all of
 * them before the next epoch, and a cancelled one again before any other. And an
 * update names those that were computed since the one before, all of one epoch.
 */
export class OrderWatch {
  /** The epoch that the present unit belongs to, counted from this incarnation's first. */
  epoch = -1;
  /** Units of every epoch begun. */
  readonly shares: ReadonlySet<number>[] = [];
  /** Units published, by epoch. */
  readonly published: Map<number, number[]> = new Map();
  #left = new Set<number>();
  /** Those of them that come twice after a restart: taken over for two epochs. */
  #twice = new Set<number>();
  #cancelled: number | undefined;
  /** Units taken over in this epoch, and how often. */
  readonly #taken = new Map<number, number>();
  #jobs = new Map<number, { unit: number; epoch: number }>();
  #present: { unit: number; epoch: number } | undefined;
  /** What is computed, and in no update yet. */
  #block: { unit: number; epoch: number }[] = [];
  /** It was cancelled with a block that was not published: nothing may begin any more. */
  #isCut = false;
  /** The number of its first epoch: a joiner begins with the swarm's. */
  #first: number | undefined;
  /** The seat that it has taken: where it is dealt nothing, it has only said so. */
  #seat = -1;
  readonly #dealing: Dealing;
  readonly #watched: WatchedPeer;
  readonly #report: Report;

  /** Follows one incarnation. */
  constructor(watched: WatchedPeer, dealing: Dealing, report: Report) {
    this.#watched = watched;
    this.#dealing = dealing;
    this.#report = report;
  }

  /** It tells the others its seat. */
  says(seat: number): void {
    this.#seat = seat;
  }

  /** A gradient begins. */
  begins(job: number, unit: number): void {
    if (this.#present !== undefined) {
      this.#fail(
        `Unit ${unit} is begun while unit ${this.#present.unit} is computed`,
      );
    }
    if (this.#isCut && this.#block.length > 0) {
      this.#fail(
        `Unit ${unit} is begun, and what was computed before is in no update`,
      );
    }
    if (this.#cancelled !== undefined && this.#isDropped(this.#cancelled)) {
      this.#cancelled = undefined;
    }
    if (this.#cancelled !== undefined) {
      if (unit !== this.#cancelled) {
        this.#fail(
          `Unit ${unit} comes before unit ${this.#cancelled}, which was cancelled`,
        );
      }
      this.#cancelled = undefined;
    } else {
      if (this.#left.size === 0 && !this.#takesOver(unit)) this.#deal();
      if (!this.#left.delete(unit)) {
        const again = this.shares.at(-1)!.has(unit);
        this.#fail(
          again
            ? `Unit ${unit} comes twice in epoch ${this.epoch}, ${this.#left.size} have not come`
            : `Unit ${unit} is not in its share in epoch ${this.epoch}`,
        );
      }
      if (this.#twice.delete(unit)) this.#left.add(unit);
    }
    this.#present = { unit, epoch: this.epoch };
    this.#jobs.set(job, this.#present);
  }

  /** Whether a unit was taken over, and is left to its owner, who has come back. */
  #isDropped(unit: number): boolean {
    if (!this.#taken.has(unit)) return false;
    const { order, position } = this.#watched.peer.epochMemory!.order;
    return !order.includes(unit, position);
  }

  /**
   * Whether this unit, after the last of the share, was another peer's: somebody
   * must have been lost.
   */
  #takesOver(unit: number): boolean {
    const { machine, peer: { epochMemory, swarm } } = this.#watched;
    const { share, position } = epochMemory!.order;
    if (this.epoch < 0 || position < share) return false;
    // A restart goes on with what it had taken over before.
    if (swarm.members.departures === 0 && machine.starts === 1) {
      this.#fail(`Unit ${unit} is taken over, and nobody was lost`);
    }
    this.#countTaken(unit);
    this.#left.add(unit);
    return true;
  }

  /** A gradient is there. */
  computes(job: number): void {
    const given = this.#jobs.get(job);
    if (given === undefined || given !== this.#present) return;
    this.#jobs.delete(job);
    this.#present = undefined;
    this.#block.push(given);
  }

  /** A gradient is given up. */
  cancels(job: number): void {
    const given = this.#jobs.get(job);
    if (given === undefined || given !== this.#present) {
      this.#fail(`Job ${job} is cancelled, which is not in progress`);
      return;
    }
    this.#jobs.delete(job);
    this.#present = undefined;
    this.#cancelled = given.unit;
    this.#isCut = this.#block.length > 0;
  }

  /** An update is published. */
  publishes(header: UpdateHeader): void {
    const { seq, epoch, units } = header;
    if (units === 0) return;
    const block = this.#block;
    this.#block = [];
    this.#first ??= epoch - (block[0]?.epoch ?? 0);
    const local = epoch - this.#first;
    const named = unitsOf(header);
    const computed = block.filter((given) => given.epoch === local)
      .map(({ unit }) => unit);
    if (
      units !== named.length || block.length !== named.length ||
      `${computed}` !== `${named}`
    ) {
      this.#fail(
        `Update ${seq} of ${units} units names units ${named} of epoch ${epoch}, computed was ${
          block.length === 0
            ? "none"
            : block.map(({ unit, epoch }) =>
              `unit ${unit} of epoch ${epoch + this.#first!}`
            ).join(", ")
        }`,
      );
    }
    const list = this.published.get(local);
    if (list === undefined) this.published.set(local, [...named]);
    else list.push(...named);
  }

  /** Whether its peer has crashed or left. */
  get isLost(): boolean {
    const { machine: { alive, left } } = this.#watched;
    return !alive || left;
  }

  /** Whether an epoch was visited to its end. */
  hasCompleted(epoch: number): boolean {
    const share = this.shares[epoch];
    if (share === undefined || epoch > this.epoch) return false;
    if (epoch < this.epoch) return true;
    const { order, position } = this.#watched.peer.epochMemory!.order;
    return this.#present === undefined && this.#block.length === 0 &&
      position === order.length;
  }

  #deal(): void {
    const { peer, publicKey, machine } = this.#watched;
    this.#taken.clear();
    const { units, seed, own } = this.#dealing;
    const { seat, epoch } = peer.epochMemory!.order;
    if (machine.starts > 1 && this.epoch < 0) {
      this.epoch = 0;
      this.#seat = own === undefined ? Number(seat) : -1;
      this.#resume(peer.epochMemory!.order);
      return;
    }
    if (own !== undefined) {
      this.epoch++;
      this.shares.push(new Set(Array.from({ length: own }, (_, unit) => unit)));
      this.#left = new Set(this.shares.at(-1));
      return;
    }
    const claims = Array.from(
      peer.swarm.members.owners(epoch, this.#seat),
      ({ publicKey, seat }) => ({ key: publicKey, seat }),
    );
    claims.push({ key: publicKey, seat: this.#seat });
    const seats = takeSeats(claims);
    this.#seat = seats.get(publicKey)!;
    this.epoch++;
    this.shares.push(shareOf(this.#seat, [...seats.values()], units, seed));
    this.#left = new Set(this.shares.at(-1));
  }

  /** It may go on in the middle of an epoch that was dealt before, with what it had taken over. */
  #resume({ order, share, position }: OrderMemory): void {
    const rest = order.slice(position);
    this.shares.push(new Set(rest));
    this.#left = new Set(rest);
    order.slice(share).forEach((unit) => this.#countTaken(unit));
    rest.forEach((unit, at) => {
      if (rest.indexOf(unit) < at) this.#twice.add(unit);
    });
    if (new Set(order.slice(0, share)).size < share) {
      this.#fail("It goes on with a unit twice in its own share");
    }
  }

  /** Once for this epoch, and once for the one before. */
  #countTaken(unit: number): void {
    const times = (this.#taken.get(unit) ?? 0) + 1;
    this.#taken.set(unit, times);
    if (times > 2) this.#fail(`Unit ${unit} is taken over ${times} times`);
  }

  #fail(text: string): void {
    this.#report("order", text, this.#watched);
  }
}

const dealt = new Map<string, ReadonlyMap<number, ReadonlySet<number>>>();

function shareOf(
  seat: number,
  seats: readonly number[],
  units: number,
  seed: number,
): ReadonlySet<number> {
  const key = `${seats.toSorted((a, b) => a - b)} ${units} ${seed}`;
  let shares = dealt.get(key);
  if (shares === undefined) {
    const hands = dealUnits(units, seats.map(String), seed);
    shares = new Map(
      Array.from(hands, ([name, hand]) => [Number(name), new Set(hand)]),
    );
    if (dealt.size >= 256) dealt.clear();
    dealt.set(key, shares);
  }
  return shares.get(seat)!;
}
