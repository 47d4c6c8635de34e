/** Time is counted in pieces of so many ms, of which a pause of this machine takes one. */
const PIECE = 50;

/**
 * Waits until something has settled, but not for ever: whoever reads may have
 * stopped to read, and a disk may hang.
 *
 * @param work What is waited for; its failure is for whoever else waits for it
 * @param patience How long to wait, ms in which this process runs
 * @returns Whether it has settled
 */
export async function settlesWithin(
  work: Promise<unknown>,
  patience: number,
): Promise<boolean> {
  let hasSettled = false;
  const settled = work.catch(() => {}).then(() => void (hasSettled = true));
  for (let left = patience; left > 0 && !hasSettled; left -= PIECE) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PIECE);
    await Promise.race([settled, promise]);
    clearTimeout(timer);
  }
  return hasSettled;
}
