import type { NodeEvent } from "../../telemetry/mod.ts";
import { describeEvent } from "../../telemetry/words/describe_event.ts";
import { describeSummary } from "../describe_summary.ts";
import { Pace } from "../pace.ts";
import type { PeerNames } from "../../telemetry/words/peer_names.ts";
import { bar, statusLine } from "../status_line.ts";
import { LiveBlock, type Output, type Style } from "../terminal/mod.ts";
import { EventFilter } from "./event_filter.ts";
import { Introductions } from "./introductions.ts";
import type { Report } from "./report.ts";

/** For a person at a terminal: a status line that is rewritten, events above. */
export function liveReport(
  output: Output,
  names: PeerNames,
  style: Style,
): Report {
  const pace = new Pace();
  const filter = new EventFilter();
  const introductions = new Introductions();
  const block = new LiveBlock(output);
  const tell = (event: NodeEvent, seconds: number) => {
    if (!filter.passes(event, seconds)) return;
    const { text, tone } = describeEvent(event, names);
    block.above(style.tone(text, tone));
  };
  let fetching: string | undefined;
  return {
    everyMs: 250,
    event(event, seconds) {
      // What a joiner waits for stands in the line that is rewritten.
      if (event.type === "joined") fetching = undefined;
      if (event.type === "fetching") {
        fetching = describeEvent(event, names).text;
        return;
      }
      for (const each of introductions.take(event, seconds)) {
        tell(each, seconds);
      }
    },
    progress(figures, seconds) {
      for (const event of introductions.due(seconds)) tell(event, seconds);
      if (output.isBehind) return;
      pace.note(figures, seconds);
      const waitingFor = pace.waitingFor && names.in(pace.waitingFor);
      const { secondsLeft } = pace;
      const progress = bar(figures.progress / figures.epochs);
      const columns = output.size().columns - progress.length - 3;
      const line = fetching ??
        statusLine({ figures, secondsLeft, waitingFor }, columns);
      block.show([`${style.dim(progress)} ${line}`]);
    },
    end(summary) {
      block.clear();
      const [title, ...rest] = describeSummary(summary);
      output.write([style.bold(title!), ...rest, ""].join("\n"));
    },
    close: () => block.clear(),
  };
}
