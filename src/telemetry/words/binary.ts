/** The variable in which the single file that holds everything names itself; see src/binary. */
const BINARY = "DROVER_BINARY";

/** Path of the single file that Drover runs from; undefined where it runs from its sources. */
export function binary(): string | undefined {
  return Deno.env.get(BINARY) || undefined;
}
