/**
 * The page: takes records from the stream, keeps what they say, and shows it.
 *
 * Tests read the page through attributes that stay when its looks change:
 *
 * - `data-connection="live|lost|ended"` on the document's body;
 * - `data-field="NAME"` on every figure: `phase`, `progress`, `round`, `k`,
 *   `members`, `loss`, `updates`, `updates-per-second`, `elastic-distance`,
 *   `elastic-bound`, `codec`, `bytes-sent`, `staleness`, `agreement`; its
 *   `data-value` is the number in full;
 * - `data-peer="NAME"`, `data-state="live|joining|suspected|gone|left|done"` and
 *   `data-late="true|false"` (whether it straggles) on the rows of the table of peers;
 *   `data-node="NAME"` with the same on its node in the graph;
 * - `data-chart="NAME"` on every chart, with the number of its points in
 *   `data-points`;
 * - `data-event="TYPE"` on every event in words, the newest ones;
 * - `data-observers` on the control that chooses who tells, `data-slider` on
 *   the one that chooses the time.
 *
 * @module
 */
/// <reference lib="dom" />
import { App } from "./app.ts";
import { follow } from "./stream.ts";

let stop = () => {};

const app = new App(document.getElementById("app")!, (run) => {
  stop();
  app.reset();
  open(`/events?run=${run}`);
});

open("/events");

function open(path: string): void {
  stop = follow(path, {
    hello: (hello) => app.hello(hello),
    records: (records) => app.take(records),
    reset: () => app.reset(),
    connection: (state, refusal) => app.connection(state, refusal),
  });
}
