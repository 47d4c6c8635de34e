import type { GradientTransformation } from "./transformation.ts";

/**
 * Adds `weightDecay * weight` to each update. Before momentum or moments this is an L2 penalty, after them decoupled decay
 * (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019).
 *
 * @param weightDecay Factor on the weights
 * @param mask 1 where a weight decays and 0 where not (biases, norms), length n. Default: all decay
 */
export function addDecayedWeights(
  weightDecay: number,
  mask: Uint8Array | undefined,
): GradientTransformation {
  return {
    vectors: [],
    update({ values }) {
      return (source, out, start, end, before, after) => {
        if (mask === undefined) {
          for (let i = start; i < end; i++) {
            out[i] = after * (before * source[i]! + weightDecay * values[i]!);
          }
        } else {
          for (let i = start; i < end; i++) {
            out[i] = after *
              (before * source[i]! + weightDecay * mask[i]! * values[i]!);
          }
        }
      };
    },
  };
}
