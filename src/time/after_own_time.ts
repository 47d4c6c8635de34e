/** Time is counted in pieces of so many ms, of which a pause of this machine takes one. */
const PIECE = 100;

/**
 * Calls back after a time in which this process ran. A timer that is due when a
 * paused machine goes on comes before all that has arrived meanwhile; so whoever
 * waits for something to arrive would find it missing.
 *
 * @param milliseconds how long
 * @param ring what to call
 * @returns what calls it off
 */
export function afterOwnTime(
  milliseconds: number,
  ring: () => void,
): () => void {
  let left = milliseconds;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    const piece = Math.min(left, PIECE);
    left -= piece;
    timer = setTimeout(() => left > 0 ? wait() : ring(), piece);
  };
  wait();
  return () => clearTimeout(timer);
}
