/// <reference lib="dom" />
import { withUsual } from "../../telemetry/log/usual_rows.ts";
import type { TelemetryRecord } from "../../telemetry/mod.ts";

/** How the page stands with the server: `ended` when the run is over, and nothing more will come. */
export type Connection = "live" | "lost" | "ended";

/** What is served. */
export interface Hello {
  /** Whether it is a recorded run, all of which is there. */
  isReplay: boolean;
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
  /** The connection has changed. */
  connection(state: Connection): void;
}

/**
 * Follows the server's stream: a message is a list of records. The browser connects again by
 * itself, and names the last message it has, so that nothing is missed and nothing comes twice.
 *
 * @returns What ends it
 */
export function follow(path: string, listener: Listener): () => void {
  const source = new EventSource(path);
  source.onopen = () => listener.connection("live");
  source.onerror = () => listener.connection("lost");
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
  return () => source.close();
}
