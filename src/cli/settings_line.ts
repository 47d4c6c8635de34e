import type { NodeFigures } from "../telemetry/mod.ts";

/** How a peer trains, in a line: `Variant auto, K auto, updates as int8 (sums of 4 local steps), order cd-grab`. */
export function settingsLine(
  { variant, rule, codec, localSteps, ordering }: Pick<
    NodeFigures,
    "variant" | "rule" | "codec" | "localSteps" | "ordering"
  >,
): string {
  const sums = localSteps > 1 ? ` (sums of ${localSteps} local steps)` : "";
  return `Variant ${variant}, K ${rule}, updates as ${codec}${sums}, order ${ordering.name}`;
}
