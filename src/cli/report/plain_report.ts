import type { NodeFigures } from "../../telemetry/mod.ts";
import { isEvent } from "../../telemetry/record_types.ts";
import type { Description } from "../../telemetry/words/describe_event.ts";
import { PeerNames } from "../../telemetry/words/peer_names.ts";
import { describeSummary } from "../describe_summary.ts";
import { Pace } from "../pace.ts";
import { settingsLine } from "../settings_line.ts";
import { statusLine } from "../status_line.ts";
import type { Output } from "../terminal/mod.ts";
import { Introductions } from "./introductions.ts";
import type { Report } from "./report.ts";
import { Teller } from "./teller.ts";

/** Seconds without a line after which a line about the progress is due. */
const QUIET = 5;

/** For files and pipes: a line for each event, and now and then one more. */
export function plainReport(output: Output): Report {
  const names = new PeerNames();
  const pace = new Pace();
  const teller = new Teller(names);
  const introductions = new Introductions();
  let lastLine = 0;
  let isIntroduced = false;
  const line = (text: string, seconds: number) => {
    lastLine = seconds;
    output.write(`${text}\n`);
  };
  const show = (told: Description | undefined, seconds: number) => {
    if (told !== undefined) line(told.text, seconds);
  };
  const progress = (figures: NodeFigures, seconds: number) => {
    for (const event of introductions.due(seconds)) {
      show(teller.tell(event, seconds), seconds);
    }
    show(teller.due(seconds), seconds);
    if (!isIntroduced) line(settingsLine(figures), seconds);
    isIntroduced = true;
    pace.note(figures, seconds);
    if (seconds - lastLine < QUIET || output.isBehind) return;
    const waitingFor = pace.waitingFor && names.in(pace.waitingFor);
    const { secondsLeft } = pace;
    line(statusLine({ figures, secondsLeft, waitingFor }), seconds);
  };
  return {
    write(record) {
      const { time } = record;
      if (record.type === "progress") progress(record, time);
      else if (record.type === "summary") {
        for (const text of describeSummary(record)) line(text, time);
      } else if (isEvent(record)) {
        names.note(record);
        if (record.type === "ready") names.self = record.peer;
        for (const each of introductions.take(record, time)) {
          show(teller.tell(each, time), time);
        }
      }
    },
    close: () => Promise.resolve(),
  };
}
