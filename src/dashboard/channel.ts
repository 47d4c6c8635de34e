import type { TelemetryRecord } from "../telemetry/mod.ts";
import { History, type HistoryOptions } from "./history.ts";

/**
 * One run as it is told to pages: what there was, and that there is more. Readers keep their
 * own place and come for what follows it, so a slow one makes nothing wait and nothing grow: it
 * is told what is kept when it comes.
 */
export class Channel {
  /** Tells this run from others, so that a page does not go on with another one. */
  readonly id: string = crypto.randomUUID().slice(0, 8);
  /** What there was. */
  readonly history: History;
  /** Why nothing more will come; undefined while it may. */
  ending: string | undefined;
  readonly #waiting = new Set<() => void>();

  /** Begins empty. */
  constructor(options?: HistoryOptions) {
    this.history = new History(options);
  }

  /** Takes a record. */
  write(record: TelemetryRecord): void {
    this.history.write(record);
    this.#wake();
  }

  /** Nothing more will come. */
  end(reason: string): void {
    this.ending ??= reason;
    this.#wake();
  }

  /** Settles when there is more, when so many ms have passed, or at the signal. */
  changed(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#waiting.add(resolve);
    const onAbort = () => resolve();
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) resolve();
    return promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      this.#waiting.delete(resolve);
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
  }
}
