import type { StandardOutput } from "./terminal/mod.ts";

/** Time is counted in pieces of so many ms, of which a pause of this machine takes one. */
const PIECE = 50;

/**
 * Waits until what was said last has been read, but no longer than a reader is
 * given that may have stopped to read.
 *
 * @param patience How long to wait, ms in which this process runs
 */
export async function lastCall(
  output: Pick<StandardOutput, "flush">,
  patience: number,
): Promise<void> {
  let isRead = false;
  const read = output.flush().finally(() => isRead = true);
  for (let left = patience; left > 0 && !isRead; left -= PIECE) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PIECE);
    await Promise.race([read, promise]);
    clearTimeout(timer);
  }
}
