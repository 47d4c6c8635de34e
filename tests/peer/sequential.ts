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
 * With local steps it is DiLoCo (arXiv 2311.08105): each takes H steps from there,
 * and what is added is the outer optimizer's step for the mean of their sums.
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
    /** Local steps in each round, H. */
    localSteps?: number;
    /** DiLoCo's outer optimizer, with Nesterov's momentum. */
    outer?: { learningRate: number; momentum: number };
  },
): Float64Array {
  const { publicKeys, units, seed, epochs, localSteps = 1, outer } = options;
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
      buffer: new Float64Array(DIMENSION),
    };
  });
  const x = new Float64Array(DIMENSION);
  const step = new Float64Array(DIMENSION);
  const rounds = (length: number) => Math.ceil(length / localSteps);
  const longest = rounds(Math.ceil(units / publishers.length));
  let folded = 0;
  for (let round = 0; folded < units * epochs; round++) {
    const view = Float32Array.from(x);
    const before = folded;
    publishers.forEach((publisher, i) => {
      const { order, optimizer, state, codec, feedback, buffer } = publisher;
      const length = shares.get(seats[i]!)!.length;
      // Whoever has fewer rounds of units rests in the last one of each epoch.
      const nth = round % longest;
      if (nth >= rounds(length)) return;
      const sum = new Float64Array(DIMENSION);
      const own = Float32Array.from(view);
      const count = Math.min(localSteps, length - nth * localSteps);
      for (let h = 0; h < count; h++) {
        const gradient = gradientOf(order.next(), own);
        const progress = { epoch: before / units + h / units, epochs };
        optimizer.update(gradient, state, own, progress, step);
        for (let i = 0; i < step.length; i++) {
          sum[i]! += step[i]!;
          own[i] = view[i]! + sum[i]!;
        }
      }
      if (outer !== undefined) {
        for (let i = 0; i < sum.length; i++) {
          buffer[i] = sum[i]! + outer.momentum * buffer[i]!;
          sum[i] = outer.learningRate * (sum[i]! + outer.momentum * buffer[i]!);
        }
      }
      for (let i = 0; i < sum.length; i++) sum[i]! *= 1 / publishers.length;
      codec.addTo(feedback.encode(sum).payload, x, DIMENSION, 1);
      folded += count;
    });
  }
  return x;
}
