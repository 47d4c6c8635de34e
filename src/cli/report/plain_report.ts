import type { NodeEvent } from "../../telemetry/mod.ts";
import { describeEvent } from "../../telemetry/words/describe_event.ts";
import { describeSummary } from "../describe_summary.ts";
import { Pace } from "../pace.ts";
import type { PeerNames } from "../../telemetry/words/peer_names.ts";
import { statusLine } from "../status_line.ts";
import type { Output } from "../terminal/mod.ts";
import { EventFilter } from "./event_filter.ts";
import { Introductions } from "./introductions.ts";
import type { Report } from "./report.ts";

/** Seconds without a line after which a line about the progress is due. */
const QUIET = 5;

/** For files and pipes: a line for each event, and now and then one more. */
export function plainReport(output: Output, names: PeerNames): Report {
  const pace = new Pace();
  const filter = new EventFilter();
  const introductions = new Introductions();
  let lastLine = 0;
  const line = (text: string, seconds: number) => {
    lastLine = seconds;
    output.write(`${text}\n`);
  };
  const tell = (event: NodeEvent, seconds: number) => {
    if (!filter.passes(event, seconds)) return;
    line(describeEvent(event, names).text, seconds);
  };
  return {
    everyMs: 1000,
    event(event, seconds) {
      for (const each of introductions.take(event, seconds)) {
        tell(each, seconds);
      }
    },
    progress(figures, seconds) {
      for (const event of introductions.due(seconds)) tell(event, seconds);
      pace.note(figures, seconds);
      if (seconds - lastLine < QUIET || output.isBehind) return;
      const waitingFor = pace.waitingFor && names.in(pace.waitingFor);
      const { secondsLeft } = pace;
      line(statusLine({ figures, secondsLeft, waitingFor }), seconds);
    },
    end(summary, seconds) {
      for (const text of describeSummary(summary)) line(text, seconds);
    },
    close() {},
  };
}
