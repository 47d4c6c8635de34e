import { type CodecSpec, createCodec } from "../../src/compression/mod.ts";
import { ErrorFeedback } from "../../src/compression/mod.ts";
import {
  createOptimizer,
  type OptimizerSpec,
} from "../../src/optimizers/mod.ts";
import { dealUnits, RandomOrder } from "../../src/ordering/mod.ts";
import { DIMENSION, gradientOf } from "./problem.ts";

/**
 * What fully synchronous training is, in one loop without a swarm: in each round
 * every publisher computes at the same parameters, and all their steps are added.
 *
 * @returns the parameters after so many rounds
 */
export function trainInSequence(
  options: {
    publicKeys: readonly string[];
    units: number;
    seed: number;
    epochs: number;
    optimizer: OptimizerSpec;
    codec: CodecSpec;
  },
): Float64Array {
  const { publicKeys, units, seed, epochs } = options;
  const seats = publicKeys.map((_, rank) => `${rank}`);
  const shares = dealUnits(units, seats, seed);
  const publishers = seats.map((seat) => {
    const optimizer = createOptimizer(options.optimizer);
    return {
      order: new RandomOrder({
        seed,
        share: () => ({ seat, units: shares.get(seat)! }),
      }),
      optimizer,
      state: optimizer.init(DIMENSION),
      codec: createCodec(options.codec),
      feedback: new ErrorFeedback(createCodec(options.codec), DIMENSION),
    };
  });
  const x = new Float64Array(DIMENSION);
  const step = new Float64Array(DIMENSION);
  const longest = Math.ceil(units / publishers.length);
  let folded = 0;
  for (let round = 0; folded < units * epochs; round++) {
    const view = Float32Array.from(x);
    const progress = { epoch: folded / units, epochs };
    publishers.forEach(({ order, optimizer, state, codec, feedback }, i) => {
      // Whoever has one unit less rests in the last round of each epoch.
      if (round % longest >= shares.get(seats[i]!)!.length) return;
      const gradient = gradientOf(order.next(), view);
      optimizer.update(gradient, state, view, progress, step);
      for (let i = 0; i < step.length; i++) step[i]! /= publishers.length;
      codec.addTo(feedback.encode(step).payload, x, DIMENSION, 1);
      folded++;
    });
  }
  return x;
}
