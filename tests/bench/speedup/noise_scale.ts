import type { Problem } from "../../../src/simulation/mod.ts";

/**
 * The gradient noise scale at a model, in units: tr(Sigma) / |G|^2 of the gradients
 * of all units (McCandlish et al., arXiv 1812.06162).
 */
export async function noiseScale(
  problem: Problem,
  view: Float32Array,
): Promise<number> {
  const { units } = problem;
  let sum: Float64Array | undefined;
  let squares = 0;
  for (let unit = 0; unit < units; unit++) {
    const { gradient } = await problem.gradient(unit, view, unit);
    sum ??= new Float64Array(gradient.length);
    for (let i = 0; i < gradient.length; i++) {
      sum[i]! += gradient[i]!;
      squares += gradient[i]! ** 2;
    }
  }
  const mean = sum!.reduce((all, value) => all + (value / units) ** 2, 0);
  const variance = (squares - units * mean) / (units - 1);
  return variance / Math.max(Number.MIN_VALUE, mean - variance / units);
}

/**
 * What theory has n machines bring that average n units a step, where one machine's
 * rate is the best for one: the rate kept, or made the best for n.
 *
 * A step at rate e gains e |G|^2 (1 - e / (2 e_n)), with e_n = e_max / (1 + B/n) the
 * best rate (arXiv 1812.06162, section 2.2).
 *
 * @param noise B along the way of one machine, at even intervals
 */
export function predicted(
  noise: readonly number[],
  machines: number,
): { kept: number; best: number } {
  const kept = noise.map((b) => 2 - (1 + b / machines) / (1 + b));
  const best = noise.map((b) => (1 + b) / (1 + b / machines));
  // Each part of the way takes so much less time.
  const over = (gains: number[]) =>
    gains.length / gains.reduce((sum, gain) => sum + 1 / gain, 0);
  return { kept: over(kept), best: over(best) };
}
