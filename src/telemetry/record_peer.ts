import type { Summary } from "./figures.ts";
import type { Recorder } from "./recorder.ts";
import { type Recordable, Sampler } from "./sampler.ts";

/** How often it is looked whether a sample is due, ms. */
const LOOKING_MS = 250;

/**
 * Records how a peer is doing until it is done, and how it ended; then closes all
 * sinks. Its events are written by whoever hears of them.
 *
 * @param done Settles when the peer has ended
 * @returns What `done` settles with, once all is written
 */
export async function recordPeer(
  recorder: Recorder,
  peer: Recordable,
  done: Promise<Summary>,
): Promise<Summary> {
  const sampler = new Sampler(recorder, peer);
  const first = setTimeout(() => sampler.look());
  const timer = setInterval(() => {
    // Whoever holds the peer has had the time to add sinks.
    recorder.endOpening();
    sampler.look();
  }, LOOKING_MS);
  try {
    const summary = await done;
    recorder.write({ type: "summary", ...summary });
    return summary;
  } catch (error) {
    recordFailure(recorder, error);
    throw error;
  } finally {
    clearTimeout(first);
    clearInterval(timer);
    await recorder.close();
  }
}

/** Records why a peer failed. */
export function recordFailure(recorder: Recorder, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  recorder.write({ type: "error", message });
}
