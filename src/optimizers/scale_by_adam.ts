import type { GradientTransformation } from "./transformation.ts";

/**
 * Adam (Kingma and Ba, 2015, algorithm 1), without the learning rate:
 *
 *     mu = b1 * mu + (1 - b1) * g
 *     nu = b2 * nu + (1 - b2) * g^2
 *     update = mu / (1 - b1^t) / (sqrt(nu / (1 - b2^t)) + epsilon)
 *
 * @param b1 Decay of the first moment
 * @param b2 Decay of the second moment
 * @param epsilon Added to the root
 */
export function scaleByAdam(
  b1: number,
  b2: number,
  epsilon: number,
): GradientTransformation {
  return {
    vectors: ["mu", "nu"],
    update({ count, vectors }) {
      const mu = vectors.mu!, nu = vectors.nu!;
      const muScale = 1 / (1 - b1 ** count), nuScale = 1 / (1 - b2 ** count);
      const c1 = 1 - b1, c2 = 1 - b2;
      return (source, out, start, end, before, after) => {
        const scale = after * muScale;
        for (let i = start; i < end; i++) {
          const g = before * source[i]!;
          const m = b1 * mu[i]! + c1 * g;
          const v = b2 * nu[i]! + c2 * g * g;
          mu[i] = m;
          nu[i] = v;
          out[i] = scale * m / (Math.sqrt(v * nuScale) + epsilon);
        }
      };
    },
  };
}
