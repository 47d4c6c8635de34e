import type { GradientTransformation } from "./transformation.ts";

/**
 * Momentum: trace = update + decay * trace, and the trace becomes the update (Polyak, 1964); in Nesterov's form
 * update + decay * trace does (Sutskever et al., 2013).
 *
 * @param decay Decay of the trace, in [0, 1)
 * @param nesterov Look one step ahead
 */
export function trace(
  decay: number,
  nesterov: boolean,
): GradientTransformation {
  return {
    vectors: ["trace"],
    update({ vectors }) {
      const kept = vectors.trace!;
      return (source, out, start, end, before, after) => {
        if (nesterov) {
          for (let i = start; i < end; i++) {
            const g = before * source[i]!;
            const t = g + decay * kept[i]!;
            kept[i] = t;
            out[i] = after * (g + decay * t);
          }
        } else {
          for (let i = start; i < end; i++) {
            const t = before * source[i]! + decay * kept[i]!;
            kept[i] = t;
            out[i] = after * t;
          }
        }
      };
    },
  };
}
