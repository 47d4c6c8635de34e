/** Holds this process up, as a machine does that pauses. */
export function pause(milliseconds: number): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(clock, 0, 0, milliseconds);
}
