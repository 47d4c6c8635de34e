/** A duration for people, to three digits: in ms, and from 10 s on in seconds. */
export function inMs(ms: number): string {
  const short = (value: number) => Number(value.toPrecision(3));
  return ms < 10_000 ? `${short(ms)} ms` : `${short(ms / 1000)} s`;
}
