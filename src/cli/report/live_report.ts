import type { NodeEvent, NodeFigures, Summary } from "../../telemetry/mod.ts";
import { isEvent } from "../../telemetry/record_types.ts";
import {
  describeEvent,
  type Description,
} from "../../telemetry/words/describe_event.ts";
import { PeerNames } from "../../telemetry/words/peer_names.ts";
import { describeSummary } from "../describe_summary.ts";
import { LossTrail } from "../loss_trail.ts";
import { Pace } from "../pace.ts";
import { settingsLine } from "../settings_line.ts";
import { bar, statusLine } from "../status_line.ts";
import {
  LiveBlock,
  type Output,
  type Style,
  width,
  wrap,
} from "../terminal/mod.ts";
import { Introductions } from "./introductions.ts";
import type { Report } from "./report.ts";
import { Teller } from "./teller.ts";

/** Columns of a terminal that has room for a progress bar. */
const NARROW = 40;

/** For a person at a terminal: a status line that is rewritten, events above. */
export function liveReport(output: Output, style: Style): Report {
  const names = new PeerNames();
  const pace = new Pace();
  const teller = new Teller(names);
  const introductions = new Introductions();
  const block = new LiveBlock(output);
  const trail = new LossTrail();
  let fetching: string | undefined;
  let isIntroduced = false;
  const show = (told: Description | undefined) => {
    if (told === undefined) return;
    const text = wrap(told.text, output.size().columns);
    block.above(style.tone(text, told.tone));
  };
  const happened = (event: NodeEvent, seconds: number) => {
    names.note(event);
    if (event.type === "ready") names.self = event.peer;
    // What a joiner waits for stands in the line that is rewritten.
    if (event.type === "joined") fetching = undefined;
    if (event.type === "fetching") {
      fetching = describeEvent(event, names).text;
      return;
    }
    for (const each of introductions.take(event, seconds)) {
      show(teller.tell(each, seconds));
    }
  };
  const progress = (figures: NodeFigures, seconds: number) => {
    for (const event of introductions.due(seconds)) {
      show(teller.tell(event, seconds));
    }
    show(teller.due(seconds));
    if (output.isBehind) return;
    if (!isIntroduced) {
      block.above(wrap(settingsLine(figures), output.size().columns));
    }
    isIntroduced = true;
    pace.note(figures, seconds);
    const waitingFor = pace.waitingFor && names.in(pace.waitingFor);
    const { secondsLeft } = pace;
    const { columns: all } = output.size();
    const progress = all < NARROW
      ? ""
      : `${style.dim(bar(figures.progress / figures.epochs))} `;
    const columns = all - width(progress) - 1;
    const line = fetching ??
      statusLine({ figures, secondsLeft, waitingFor }, columns);
    trail.note(figures.loss, figures.updates);
    const way = trail.line(all - 1);
    block.show([
      progress + line,
      ...(way === undefined ? [] : [style.dim(way)]),
    ]);
  };
  const end = (summary: Summary) => {
    block.clear();
    const [title, ...rest] = describeSummary(summary);
    output.write([style.bold(title!), ...rest, ""].join("\n"));
  };
  return {
    everyMs: 250,
    write(record) {
      if (record.type === "progress") progress(record, record.time);
      else if (record.type === "summary") end(record);
      else if (isEvent(record)) happened(record, record.time);
    },
    close() {
      block.clear();
      return Promise.resolve();
    },
  };
}
