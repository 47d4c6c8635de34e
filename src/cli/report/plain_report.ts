import { describeEvent } from "../describe_event.ts";
import { describeSummary } from "../describe_summary.ts";
import { Pace } from "../pace.ts";
import type { PeerNames } from "../peer_names.ts";
import { statusLine } from "../status_line.ts";
import type { Output } from "../terminal/mod.ts";
import { EventFilter } from "./event_filter.ts";
import type { Report } from "./report.ts";

/** Seconds without a line after which a line about the progress is due. */
const QUIET = 5;

/** For files and pipes: a line for each event, and now and then one more. */
export function plainReport(output: Output, names: PeerNames): Report {
  const pace = new Pace();
  const filter = new EventFilter();
  let lastLine = 0;
  const line = (text: string, seconds: number) => {
    lastLine = seconds;
    output.write(`${text}\n`);
  };
  return {
    everyMs: 1000,
    event(event, seconds) {
      if (!filter.passes(event, seconds)) return;
      line(describeEvent(event, names).text, seconds);
    },
    progress(figures, seconds) {
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
