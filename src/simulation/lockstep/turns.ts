import {
  createOrder,
  type Ordering,
  type UnitOrder,
} from "../../ordering/mod.ts";
import { hash32, permutation, Random } from "../../random/mod.ts";
import type { Problem, UnitGradient } from "../problem.ts";
import type { ComposableProblem } from "../problems/mod.ts";

/** One publisher's share, and what it visits in which order. */
export interface Turns {
  /** Units in an epoch. */
  readonly length: number;
  /** The order of units, where they are composed once. */
  readonly order?: UnitOrder;
  /** The gradient of the unit whose turn it is. */
  next(view: Float32Array): UnitGradient | Promise<UnitGradient>;
}

/** Who takes these turns. */
export interface Seat {
  /** The task's seed. */
  readonly seed: number;
  /** The publisher's place among all. */
  readonly seat: string;
  /** The units it is dealt. */
  readonly units: Uint32Array;
}

/** Turns at units that are composed once, in an order of epochs. */
export function turnsAtUnits(
  problem: Problem,
  ordering: Ordering,
  { seed, seat, units }: Seat,
): Turns {
  const order = createOrder(ordering, { seed, share: () => ({ seat, units }) });
  return {
    length: units.length,
    order,
    next(view) {
      const unit = order.next();
      // The same noise as a peer's (see `peer/turns.ts`).
      return problem.gradient(
        unit,
        view,
        hash32(seed, seat, order.epoch, unit),
      );
    },
  };
}

/**
 * Turns at units that are composed of the share's examples anew in each epoch:
 * random reshuffling of examples, as training usually does it.
 */
export function turnsAtExamples(
  problem: ComposableProblem,
  { seed, seat, units }: Seat,
): Turns {
  const { unitSize: size } = problem;
  const share = Uint32Array.from(
    [...units].flatMap((unit) => {
      const first = unit * size;
      const count = Math.min(size, problem.examples - first);
      return Array.from({ length: count }, (_, i) => first + i);
    }),
  );
  let epoch = -1;
  let order = new Uint32Array(0);
  let at = 0;
  return {
    // Only one unit of the data may be smaller, so there are as many anew.
    length: units.length,
    next(view) {
      if (at >= order.length) {
        epoch++;
        at = 0;
        const random = new Random("examples", seed, seat, epoch);
        order = permutation(share.length, random).map((i) => share[i]!);
      }
      return problem.gradientOf(order.subarray(at, at += size), view);
    },
  };
}
