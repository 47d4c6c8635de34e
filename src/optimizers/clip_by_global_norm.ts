import type { GradientTransformation } from "./transformation.ts";

/**
 * Scales gradients of a Euclidean norm above `maxNorm` down to it; their direction stays (Pascanu et al., 2013).
 *
 * @param maxNorm Largest norm, above 0
 */
export function clipByGlobalNorm(maxNorm: number): GradientTransformation {
  return {
    vectors: [],
    update: ({ gradientNorm }) =>
      gradientNorm <= maxNorm ? 1 : maxNorm / gradientNorm,
  };
}
