import {
  BalancedOrder,
  PairBalancer,
  SignedSum,
  type UnitOrder,
  type Vector,
} from "../../ordering/mod.ts";

/**
 * PairBalance for all publishers of a run in lockstep. Everybody has every vector
 * in time, so that one balancer speaks for all of them.
 */
export class Balancing {
  readonly #lengths: readonly number[];
  readonly #sums: readonly SignedSum[];
  readonly #isShared: boolean;
  #balancers: readonly PairBalancer[] = [];

  /**
   * @param options.lengths units that each publisher visits in an epoch
   * @param options.dimension length of the vectors
   * @param options.isShared one sum for all, as CD-GraB has it, or one for each
   */
  constructor(
    options: {
      lengths: readonly number[];
      dimension: number;
      isShared: boolean;
    },
  ) {
    const { lengths, dimension, isShared } = options;
    this.#lengths = lengths;
    this.#isShared = isShared;
    this.#sums = Array.from(
      { length: isShared ? 1 : lengths.length },
      () => new SignedSum(dimension),
    );
  }

  /** An epoch begins. */
  begin(): void {
    this.#balancers = this.#sums.map((sum, rank) =>
      new PairBalancer({
        sum,
        lengths: this.#isShared ? this.#lengths : [this.#lengths[rank]!],
      })
    );
  }

  /** Takes in what a publisher has at a position of its order. */
  add(rank: number, position: number, vector: Vector): void {
    const [balancer, at] = this.#of(rank);
    balancer.add(at, position, vector);
  }

  /** The epoch is over: tells a publisher's order its signs. */
  sign(rank: number, order: UnitOrder): void {
    if (!(order instanceof BalancedOrder)) return;
    const [balancer, at] = this.#of(rank);
    for (const pair of order.unsigned) {
      order.sign(pair, balancer.decide(at, pair));
    }
  }

  #of(rank: number): [PairBalancer, rank: number] {
    return this.#isShared
      ? [this.#balancers[0]!, rank]
      : [this.#balancers[rank]!, 0];
  }
}
