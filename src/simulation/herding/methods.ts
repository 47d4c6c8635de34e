import { PairBalancer } from "../../ordering/mod.ts";
import type { Random } from "../../random/mod.ts";
import type { UnitVectors } from "./unit_vectors.ts";
import { walk } from "./walk.ts";

/** What an epoch came to: its bound, and for each worker the signs of its pairs. */
export interface EpochResult {
  bound: number;
  signs: readonly Int8Array[];
}

/** One epoch of a way to sign pairs. */
export type Method = (
  vectors: UnitVectors,
  orders: readonly (readonly number[])[],
  random: Random,
) => EpochResult;

/** Units that each rank visits, and the vectors' length. */
function shape({ workers, units, dimension }: UnitVectors) {
  return { dimension, lengths: Array<number>(workers).fill(units) };
}

const ranksOf = ({ workers }: UnitVectors) =>
  Array.from({ length: workers }, (_, rank) => rank);

/** Nobody signs. */
export const unsigned: Method = (vectors, orders) => ({
  bound: walk(vectors, orders, 1, () => {}),
  signs: [],
});

/** CD-GraB: every peer has all gradients in time, so one peer's view is everyone's. */
export const exact: Method = (vectors, orders) => {
  const balancer = new PairBalancer(shape(vectors));
  const bound = walk(vectors, orders, 2, (step, row) => {
    for (let rank = 0; rank < row.length; rank++) {
      balancer.add(rank, step, row[rank]!);
    }
  });
  return { bound, signs: ranksOf(vectors).map((rank) => balancer.signs(rank)) };
};

/** Each peer balances its own gradients alone. */
export const independent: Method = (vectors, orders) => {
  const { dimension, units } = vectors;
  const balancers = ranksOf(vectors).map(() =>
    new PairBalancer({ dimension, lengths: [units] })
  );
  const bound = walk(vectors, orders, 2, (step, row) => {
    for (let rank = 0; rank < row.length; rank++) {
      balancers[rank]!.add(0, step, row[rank]!);
    }
  });
  return { bound, signs: balancers.map((balancer) => balancer.signs(0)) };
};

/**
 * A balancer for each peer: the others' pairs arrive `delay` pair steps late, with
 * their owners' signs, and nobody waits.
 */
export function stale(delay: number): Method {
  return (vectors, orders) => {
    const options = shape(vectors);
    const ranks = ranksOf(vectors);
    const balancers = ranks.map((own) => new PairBalancer({ ...options, own }));
    const late: Float32Array[][] = [];
    const bound = walk(vectors, orders, 2 * delay + 2, (step, row) => {
      late.push([...row]);
      if (step % 2 === 0) return;
      const pair = step >> 1, arrived = pair - delay;
      const [first, second] = arrived < 0 ? [] : late.splice(0, 2);
      for (const own of ranks) {
        const balancer = balancers[own]!;
        for (const rank of first === undefined ? [] : ranks) {
          if (rank === own) continue;
          const sign = balancers[rank]!.signOf(rank, arrived);
          if (sign !== 0) balancer.adopt(rank, arrived, sign);
          balancer.add(rank, 2 * arrived, first![rank]!);
          balancer.add(rank, 2 * arrived + 1, second![rank]!);
        }
        balancer.add(own, step - 1, late.at(-2)![own]!);
        balancer.add(own, step, row[own]!);
        balancer.decide(own, pair);
      }
    });
    return { bound, signs: ranks.map((rank) => balancers[rank]!.signs(rank)) };
  };
}

/** Which pairs are late, by how much, and what becomes of them. */
export interface LatePairs {
  /** Part of the pairs. */
  readonly part: number;
  /** Pair steps by which they are late. */
  readonly delay: number;
  /** Whether they are folded when they come, rather than never. */
  readonly isFolded: boolean;
}

/**
 * Some pairs are late for everybody, their owners included: a coin signs them in
 * time. All others are signed without waiting for them.
 */
export function late({ part, delay, isFolded }: LatePairs): Method {
  return (vectors, orders, random) => {
    const balancer = new PairBalancer(shape(vectors));
    const ranks = ranksOf(vectors);
    const before: (readonly Float32Array[])[] = [];
    const isLate: Uint8Array[] = [];
    const bound = walk(vectors, orders, 2 * delay + 2, (step, row) => {
      before.push(row);
      if (step % 2 === 0) return;
      const pair = step >> 1, arrived = pair - delay;
      isLate.push(
        Uint8Array.from(ranks, () => Number(random.uniform() < part)),
      );
      if (arrived >= 0) {
        const [first, second] = before.splice(0, 2);
        const missing = isLate.shift()!;
        for (const rank of ranks) {
          if (!isFolded || missing[rank] === 0) continue;
          balancer.add(rank, 2 * arrived, first![rank]!);
          balancer.add(rank, 2 * arrived + 1, second![rank]!);
        }
      }
      const missing = isLate.at(-1)!;
      for (const rank of ranks) {
        if (missing[rank] !== 0) {
          balancer.adopt(rank, pair, random.below(2) === 0 ? 1 : -1);
          continue;
        }
        balancer.add(rank, step - 1, before.at(-2)![rank]!);
        balancer.add(rank, step, row[rank]!);
        balancer.decide(rank, pair);
      }
    });
    return { bound, signs: ranks.map((rank) => balancer.signs(rank)) };
  };
}
