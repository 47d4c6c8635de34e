/// <reference lib="dom" />
import { withUsual } from "../../telemetry/log/usual_rows.ts";
import type { TelemetryRecord } from "../../telemetry/mod.ts";

/** How the page stands with the server: `ended` when the run is over, and nothing more will come. */
export type Connection = "live" | "lost" | "ended";

/** What is served. */
export interface Hello {
  /** Whether it is a recorded run, all of which is there. */
  isReplay: boolean;
  /** Seconds of the recording in a second of looking, where it is to be played; absent: all is shown at once. */
  speed?: number;
  /** Which of the runs this is, from 0; `/events?run=N` has another one. */
  run: number;
  /** How many runs there are. */
  runs: number;
}

/** What is done with what comes. */
export interface Listener {
  /** Comes first, also when the connection was lost and is there again. */
  hello(hello: Hello): void;
  /** Takes records, oldest first; the first call brings what there was before the page was opened. */
  records(records: TelemetryRecord[]): void;
  /** What there was counts no more: all is told anew. */
  reset(): void;
  /** The connection has changed; where the server refused it, with its words. */
  connection(state: Connection, refusal?: string): void;
}

/** How long a page that was refused waits until it asks again, ms. */
const AGAIN_MS = 5000;

/**
 * Follows the server's stream: a message is a list of records. The browser connects again by
 * itself, and names the last message it has, so that nothing is missed and nothing comes twice.
 * Only where it was refused it gives up: then the server is asked why, and now and then again.
 *
 * @returns What ends it
 */
export function follow(
  path: string,
  listener: Listener,
  againMs: number = AGAIN_MS,
): () => void {
  const ended = new AbortController();
  let source = open();
  function open(): EventSource {
    const source = new EventSource(path);
    source.onopen = () => listener.connection("live");
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) void ask();
      else listener.connection("lost");
    };
    source.onmessage = ({ data }) =>
      listener.records(JSON.parse(data).map(withUsual));
    source.addEventListener("hello", ({ data }) => {
      listener.hello(JSON.parse(data));
    });
    source.addEventListener("reset", () => listener.reset());
    source.addEventListener("end", () => {
      source.close();
      listener.connection("ended");
    });
    return source;
  }
  async function ask(): Promise<void> {
    const refusal = await refusalOf(path);
    if (ended.signal.aborted) return;
    listener.connection("lost", refusal);
    const timer = setTimeout(() => {
      // It is told from the beginning.
      listener.reset();
      source = open();
    }, againMs);
    ended.signal.addEventListener("abort", () => clearTimeout(timer));
  }
  return () => {
    ended.abort();
    source.close();
  };
}

/** Why the server does not let a page follow; undefined where it does, or does not answer. */
async function refusalOf(path: string): Promise<string | undefined> {
  try {
    const response = await fetch(path);
    if (!response.ok) return (await response.text()).trim();
    await response.body?.cancel();
  } catch {
    // It cannot be reached.
  }
  return undefined;
}
