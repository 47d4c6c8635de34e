/** A time in ms for people: three digits, and no exponent. */
export function inMs(ms: number): string {
  return `${Number(ms.toPrecision(3))} ms`;
}
