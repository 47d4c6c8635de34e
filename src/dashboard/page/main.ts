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
 * - `data-peer="NAME"`, `data-state="live|joining|suspected|left|done"` and
 *   `data-late="true|false"` on what shows a member, a row of a table for
 *   example; `data-node="NAME"` with the same on its node in the graph;
 * - `data-chart="NAME"` on every chart, with the number of its points in
 *   `data-points`;
 * - `data-event="TYPE"` on every event in words, the newest ones;
 * - `data-observers` on the control that chooses who tells, `data-slider` on
 *   the one that chooses the time.
 *
 * @module
 */
/// <reference lib="dom" />
import { follow } from "./stream.ts";

const app = document.getElementById("app")!;
const list = document.createElement("ol");
app.append(list);

follow("/events", {
  hello: () => {},
  records(records) {
    for (const record of records) {
      if (record.type === "progress" || record.type === "members") continue;
      const line = document.createElement("li");
      line.dataset.event = record.type;
      line.textContent = `${record.time} ${record.words ?? record.type}`;
      list.prepend(line);
    }
  },
  reset: () => list.replaceChildren(),
  connection: (state) => void (document.body.dataset.connection = state),
});
