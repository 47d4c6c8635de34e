import {
  PairBalancer,
  type SignedSum,
  type SignRun,
  type Vector,
} from "../ordering/mod.ts";
import { RecentDelays } from "../synchronicity/mod.ts";
import type { Member } from "./members.ts";

/** Pairs of each peer whose payloads are kept until their owner's sign comes. */
const KEEP = 4;

/** Most pair steps that contemporaries may be late and are still waited for. */
const MOST_LATE = 32;

/** One epoch of PairBalance, with peers in place of ranks. */
export class BalancedEpoch {
  /** Its number. */
  readonly number: number;
  /** The running sum. */
  readonly sum: SignedSum;
  /** Whether nothing was passed over so far, so that all peers decide alike. */
  isExact = true;
  readonly #balancer: PairBalancer;
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #own: number;
  readonly #lateness = new RecentDelays(64);
  #live: readonly Member[] | undefined;
  #ownPairs = 0;
  /** Own pairs decided before anything was passed over; undefined where nothing was. */
  #exactPairs: number | undefined;

  /** @param options.keys the peers' public keys in rank order, the own among them */
  constructor(
    options: {
      number: number;
      keys: readonly string[];
      lengths: readonly number[];
      publicKey: string;
      sum: SignedSum;
    },
  ) {
    const { number, keys, lengths, publicKey, sum } = options;
    this.number = number;
    this.sum = sum;
    this.#ranks = new Map(keys.map((key, rank) => [key, rank]));
    this.#own = keys.indexOf(publicKey);
    this.#balancer = new PairBalancer({
      lengths,
      sum,
      own: this.#own,
      keep: KEEP,
    });
  }

  /** Bytes held, by reference or not. */
  get heldBytes(): number {
    const { heldBytes, sumBytes } = this.#balancer.figures;
    return heldBytes + sumBytes;
  }

  /** Own pairs decided, and how many of them all peers decide alike for certain. */
  get pairs(): { decided: number; exact: number } {
    const decided = this.#decided;
    return { decided, exact: this.#exactPairs ?? decided };
  }

  /** Of the signs that others have published, the part that is chosen here as well; NaN where there are none. */
  get agreement(): number {
    return this.#balancer.agreement.part;
  }

  get #decided(): number {
    let decided = 0;
    for (const sign of this.#balancer.signs(this.#own)) if (sign) decided++;
    return decided;
  }

  /** The own pairs' signs, 0 where one is not decided. */
  get signs(): readonly number[] {
    return [...this.#balancer.signs(this.#own)];
  }

  /** Takes in what a peer published at a position of its order. */
  add(key: string, position: number, vector: Vector): void {
    const rank = this.#ranks.get(key);
    if (rank === undefined) return;
    this.#balancer.add(rank, position, vector);
    if (this.#balancer.isCrowded) this.#noteGap();
    if (position % 2 === 0) return;
    const pair = position >> 1;
    if (rank !== this.#own) {
      this.#lateness.add(Math.max(0, this.#ownPairs - pair));
      return;
    }
    this.#ownPairs = pair + 1;
    this.#passOver();
  }

  /** Takes over what an owner says of its signs. */
  adopt(key: string, { first, signs }: SignRun): void {
    const rank = this.#ranks.get(key);
    if (rank === undefined || rank === this.#own) return;
    signs.forEach((sign, i) => this.#balancer.adopt(rank, first + i, sign));
  }

  /** The sign of an own pair, decided now if need be; undefined where it is not here. */
  decide(pair: number): 1 | -1 | undefined {
    if (!this.#balancer.isDecidable(this.#own, pair)) return undefined;
    if (this.#balancer.signOf(this.#own, pair) === 0) {
      this.isExact = false;
      this.#noteGap();
    }
    return this.#balancer.decide(this.#own, pair);
  }

  /** Own signs decided since this was last asked. */
  takeSigns(): SignRun {
    return { epoch: this.number, ...this.#balancer.takeSigns(this.#own) };
  }

  /** Nobody waits for a peer that has gone on. */
  leave(key: string): void {
    const rank = this.#ranks.get(key);
    if (rank !== undefined) this.#balancer.leave(rank);
  }

  /** Nobody waits for peers that are not live any more. */
  watch(live: readonly Member[]): void {
    if (live === this.#live) return;
    this.#live = live;
    const keys = new Set(live.map((member) => member.publicKey));
    for (const [key, rank] of this.#ranks) {
      if (rank === this.#own || keys.has(key)) continue;
      // Others may miss it at another moment.
      if (this.#balancer.signs(rank).includes(0)) this.#noteGap();
      this.#balancer.leave(rank);
    }
  }

  /** From here on others may decide otherwise. */
  #noteGap(): void {
    this.#exactPairs ??= this.#decided;
  }

  /**
   * Goes past what is later than contemporaries usually are, in pair steps: the
   * own pairs are signed without it.
   */
  #passOver(): void {
    const { awaited } = this.#balancer;
    if (awaited === undefined || awaited.rank === this.#own) return;
    const usual = this.#lateness.quantile(0.75) ?? MOST_LATE;
    const allowed = Math.min(MOST_LATE, 1 + 2 * usual);
    const last = this.#ownPairs - 1 - allowed;
    if (awaited.pair > last) return;
    this.isExact = false;
    this.#noteGap();
    if (this.#balancer.isDecidable(this.#own, last)) {
      this.#balancer.decide(this.#own, last);
    }
  }
}
