import { afterOwnTime } from "./after_own_time.ts";

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
  const late = Promise.withResolvers<boolean>();
  const callOff = afterOwnTime(patience, () => late.resolve(false));
  const settled = work.then(() => true, () => true);
  try {
    return await Promise.race([settled, late.promise]);
  } finally {
    callOff();
  }
}
