/** The variable in which the single file that holds everything names itself; see src/binary. */
const BINARY = "DROVER_BINARY";

/** Path of the single file that Drover runs from; undefined where it runs from its sources. */
export function binary(): string | undefined {
  return readVariable(BINARY) || undefined;
}

/** An environment variable; undefined, too, where Deno does not let it be read. */
export function readVariable(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}
