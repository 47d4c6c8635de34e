import { Agreement } from "./agreement.ts";
import { Contemporaries } from "./contemporaries.ts";
import type { Sign } from "./next_order.ts";
import type {
  PairBalancerFigures,
  PairBalancerOptions,
} from "./pair_balancer_options.ts";
import { HeldPair, RankPairs } from "./rank_pairs.ts";
import { SignedSum } from "./signed_sum.ts";
import { bytesOf, type Vector } from "./vector.ts";

const LIMIT_BYTES = 64 * 2 ** 20;

/**
 * One epoch of PairBalance as one peer sees it: gradients come in any order, one
 * at a time.
 *
 * Pairs are taken in the canonical order (step, rank), each one signed against the
 * sum of all before it. A pair whose turn it is and that has not come is waited
 * for, so that where all come, every peer gets exactly the signs of
 * `pairBalanceEpoch`. Waiting ends
 * * with {@linkcode PairBalancer.decide}: signs are wanted now, against what is here;
 * * with {@linkcode PairBalancer.leave}: that rank's pairs may never come;
 * * where complete pairs that wait take more than `limitBytes`.
 *
 * What has been passed over is folded whenever it comes, with its owner's sign
 * ({@linkcode PairBalancer.adopt}), or else one decided on arrival. The owner's
 * sign stands: where another one has been folded, it is turned.
 *
 * Any sign is a valid one; all of this is about balance, nothing about correctness.
 *
 * @example
 * ```ts
 * import { PairBalancer } from "./pair_balancer.ts";
 *
 * const balancer = new PairBalancer({ dimension: 1, lengths: [2, 2] });
 * balancer.add(1, 0, Float32Array.of(3));
 * balancer.add(1, 1, Float32Array.of(1)); // waits for rank 0
 * balancer.add(0, 0, Float32Array.of(1));
 * balancer.add(0, 1, Float32Array.of(0));
 * balancer.signOf(0, 0); // 1
 * balancer.signOf(1, 0); // -1
 * balancer.sum; // [-1]
 * ```
 */
export class PairBalancer {
  /** How often other owners' signs are what is chosen here. */
  readonly agreement: Agreement = new Agreement();
  /** Whether pairs were passed over as there was no more room to wait in. */
  isCrowded = false;
  readonly #sum: SignedSum;
  readonly #order: Contemporaries;
  readonly #ranks: readonly RankPairs[];
  readonly #limit: number;
  #folded = 0;
  #late = 0;
  #turned = 0;
  #disputed = 0;
  #dropped = 0;
  /** Bytes of vectors: of complete pairs that wait, of halves of pairs, and of folded pairs. */
  #waiting = 0;
  #halves = 0;
  #kept = 0;

  /**
   * Starts an epoch with r = 0.
   *
   * @throws {RangeError} If there is neither a dimension nor a sum
   */
  constructor(options: PairBalancerOptions) {
    const { lengths, dimension, sum, own, keep = 0 } = options;
    if (sum === undefined && dimension === undefined) {
      throw new RangeError(
        "Cannot balance pairs: neither a dimension nor a sum is given",
      );
    }
    sum?.clear();
    this.#sum = sum ?? new SignedSum(dimension!);
    this.#limit = options.limitBytes ?? LIMIT_BYTES;
    this.#ranks = lengths.map((length, rank) =>
      new RankPairs(length >> 1, rank === own ? 0 : keep)
    );
    this.#order = new Contemporaries(
      this.#ranks.map(({ pairs }) => pairs),
      options.alignment ?? "position",
    );
  }

  /** The running sum r, float64, length d; read it only, and before the next call. */
  get sum(): Float64Array {
    return this.#sum.values;
  }

  /** The pair that is waited for; undefined at the end. */
  get awaited(): { rank: number; pair: number } | undefined {
    const { rank, pair } = this.#order;
    return rank === -1 ? undefined : { rank, pair };
  }

  /** How it goes. */
  get figures(): PairBalancerFigures {
    return {
      folded: this.#folded,
      late: this.#late,
      turned: this.#turned,
      disputed: this.#disputed,
      dropped: this.#dropped,
      heldBytes: this.#waiting + this.#halves + this.#kept,
      sumBytes: this.#sum.bytes,
    };
  }

  /** The sign of a pair: +1 where its first goes to the front, 0 where it is not decided, or no pair. */
  signOf(rank: number, pair: number): Sign {
    return (this.#ranks[rank]?.signs[pair] ?? 0) as Sign;
  }

  /** A rank's signs in the order of its pairs, 0 where one is not decided; read it only. */
  signs(rank: number): Int8Array {
    return this.#ranks[rank]?.signs ?? new Int8Array(0);
  }

  /**
   * A rank's signs decided since this was last asked, without a gap: what an
   * owner publishes next.
   */
  takeSigns(rank: number): { first: number; signs: (1 | -1)[] } {
    const state = this.#ranks[rank];
    const first = state?.taken ?? 0, signs: (1 | -1)[] = [];
    while (state !== undefined && this.signOf(rank, state.taken) !== 0) {
      signs.push(this.signOf(rank, state.taken++) as 1 | -1);
    }
    return { first, signs };
  }

  /**
   * Takes in a gradient.
   *
   * What has no place is let go: a position beyond the rank's pairs (as an odd
   * last unit's), or one that has been given before.
   *
   * @param position place of the unit in its rank's order
   * @param vector held by reference until it is folded: it must not change
   * @throws {RangeError} If the length is not d
   */
  add(rank: number, position: number, vector: Vector): void {
    if (vector.length !== this.#sum.dimension) {
      throw new RangeError(
        `Cannot balance a vector of ${vector.length} values: the sum has ${this.#sum.dimension}`,
      );
    }
    const state = this.#ranks[rank], pair = position >> 1;
    if (state === undefined || pair >= state.pairs) return;
    if (state.folded[pair] !== 0) return;
    const held = state.held.get(pair);
    const isFirst = position % 2 === 0;
    if ((isFirst ? held?.first : held?.second) !== undefined) return;
    const bytes = bytesOf(vector);
    if (held === undefined) {
      // Feeds are in order, so an honest rank has one half of a pair here at a time.
      const room = this.#limit + this.#ranks.length * bytes;
      if (this.#halves + bytes > room) {
        this.#dropped++;
        return;
      }
      this.#halves += bytes;
      const half = new HeldPair();
      state.held.set(pair, half);
      if (isFirst) half.first = vector;
      else half.second = vector;
      return;
    }
    this.#halves -= held.bytes;
    if (isFirst) held.first = vector;
    else held.second = vector;
    this.#waiting += held.bytes;
    if (this.#order.rank === rank && this.#order.pair === pair) {
      this.#advance();
    } else if (this.#order.isPast(rank, pair)) {
      this.#late++;
      this.#fold(state, pair, held);
    }
    this.#bound();
  }

  /**
   * Takes over the sign that a pair's owner has published. The first word stands.
   */
  adopt(rank: number, pair: number, sign: 1 | -1): void {
    const state = this.#ranks[rank];
    if (state === undefined || pair >= state.pairs) return;
    if (state.published[pair] !== 0) return;
    state.published[pair] = 1;
    state.signs[pair] = sign;
    const folded = state.folded[pair]!;
    if (folded === 0) return;
    this.agreement.compare(folded, sign);
    if (folded !== sign) {
      const kept = state.held.get(pair);
      if (kept === undefined) {
        this.#disputed++;
        return;
      }
      this.#sum.project(kept.first!, kept.second!);
      this.#sum.fold(sign - folded);
      state.folded[pair] = sign;
      this.#turned++;
    }
    this.#kept -= state.release(pair);
  }

  /** Whether {@linkcode PairBalancer.decide} can decide a pair: it has a sign, or both gradients are here. */
  isDecidable(rank: number, pair: number): boolean {
    const state = this.#ranks[rank];
    if (state === undefined || !(pair >= 0 && pair < state.pairs)) return false;
    return state.signs[pair] !== 0 || state.complete(pair) !== undefined;
  }

  /**
   * Decides a pair now, passing over whatever has not come before its turn.
   *
   * @returns its sign, the same as before where it was decided
   * @throws {RangeError} If there is no such pair, or one of its gradients is missing
   */
  decide(rank: number, pair: number): 1 | -1 {
    const state = this.#ranks[rank];
    if (state === undefined || !(pair < state.pairs)) {
      throw new RangeError(
        `Cannot decide pair ${pair} of rank ${rank}: there is no such pair`,
      );
    }
    if (state.signs[pair] === 0) {
      if (state.complete(pair) === undefined) {
        throw new RangeError(
          `Cannot decide pair ${pair} of rank ${rank}: its gradients are not both here`,
        );
      }
      while (!this.#order.isPast(rank, pair)) this.#pass();
      this.#advance();
    }
    return state.signs[pair] as 1 | -1;
  }

  /** A rank has left: nobody waits for its pairs any more. */
  leave(rank: number): void {
    const state = this.#ranks[rank];
    if (state === undefined) return;
    state.left = true;
    this.#advance();
  }

  /** Folds the pairs whose turn it is, up to one that has to be waited for. */
  #advance(): void {
    for (;;) {
      const { rank, pair } = this.#order;
      const state = this.#ranks[rank];
      if (state === undefined) return;
      if (!state.left && state.complete(pair) === undefined) return;
      this.#pass();
    }
  }

  /** Goes past the pair whose turn it is, folding it if it is here. */
  #pass(): void {
    const { rank, pair } = this.#order;
    const state = this.#ranks[rank]!;
    const complete = state.complete(pair);
    if (complete !== undefined) this.#fold(state, pair, complete);
    this.#order.advance();
  }

  #fold(state: RankPairs, pair: number, complete: HeldPair): void {
    const { first, second, bytes } = complete;
    const own = this.#sum.project(first!, second!) <= 0 ? 1 : -1;
    if (state.signs[pair] === 0) state.signs[pair] = own;
    const sign = state.signs[pair]!;
    if (state.published[pair] !== 0) this.agreement.compare(own, sign);
    this.#sum.fold(sign);
    state.folded[pair] = sign;
    this.#folded++;
    this.#waiting -= bytes;
    this.#kept += bytes - state.keep(pair);
    if (this.#kept > this.#limit) this.#kept -= state.releaseOldest();
  }

  /** Stops waiting where too much waits. */
  #bound(): void {
    while (this.#waiting > this.#limit && this.#order.rank !== -1) {
      this.isCrowded = true;
      this.#pass();
      this.#advance();
    }
  }
}
