import { isEvent } from "../../telemetry/record_types.ts";
import type { Description } from "../../telemetry/words/describe_event.ts";
import { PeerNames } from "../../telemetry/words/peer_names.ts";
import { jsonLine, SAMPLES, Teller } from "../report/mod.ts";
import { statusLine } from "../status_line.ts";
import { createStyle, LiveBlock, type Output, wrap } from "../terminal/mod.ts";
import type { TrainLine } from "./line.ts";
import { SwarmFoot } from "./swarm_foot.ts";
import { liveTable } from "./swarm_table.ts";
import type { PeerView } from "./swarm_view.ts";

/** Tells how a swarm of processes is doing. */
export interface DemoReport {
  /** How often `progress` wants to be called, in ms. */
  readonly everyMs: number;
  /** So many processes are started now. */
  start(peers: number): void;
  /** A process said something. */
  line(peer: string, line: TrainLine, seconds: number): void;
  /** Something keeps the demo itself from doing what it was asked for. */
  problem(text: string, seconds: number): void;
  /** The swarm can be watched at `url`. */
  dashboard(url: string, seconds: number): void;
  /** What is known of the processes at this moment. */
  progress(peers: readonly PeerView[], seconds: number): void;
  /** Gives the terminal back. */
  close(): void;
}

/** The report that suits the output. */
export function createDemoReport(output: Output, json: boolean): DemoReport {
  if (json) return jsonDemoReport(output);
  return output.isTerminal ? liveDemoReport(output) : plainDemoReport(output);
}

/** Types that must not look like the demo's own last line. */
const RENAMED: Record<string, string> = {
  summary: "peer-summary",
  error: "peer-error",
};

function jsonDemoReport(output: Output): DemoReport {
  return {
    everyMs: 1000,
    start() {},
    line(peer, line, seconds) {
      if (output.isBehind && SAMPLES.has(line.type)) return;
      const type = RENAMED[line.type] ?? line.type;
      output.write(jsonLine(type, seconds, { process: peer, ...line }));
    },
    problem: (text, seconds) =>
      output.write(jsonLine("notice", seconds, { text })),
    dashboard: (url, seconds) =>
      output.write(jsonLine("dashboard", seconds, { url })),
    progress() {},
    close() {},
  };
}

function plainDemoReport(output: Output): DemoReport {
  const events = new SwarmEvents();
  let lastLine = 0;
  const write = (text: string, seconds: number) => {
    lastLine = seconds;
    output.write(`${text}\n`);
  };
  const show = (told: Description | undefined, seconds: number) => {
    if (told !== undefined) write(told.text, seconds);
  };
  return {
    everyMs: 1000,
    start: (peers) =>
      write(`Starting ${peers} ${peers === 1 ? "process" : "processes"}`, 0),
    line(peer, line, seconds) {
      show(events.describe(peer, line, seconds), seconds);
    },
    problem: (text) => output.write(`${text}\n`),
    dashboard: (url) => output.write(`Dashboard: ${url}\n`),
    progress(peers, seconds) {
      show(events.due(seconds), seconds);
      if (seconds - lastLine < QUIET || output.isBehind) return;
      const started = peers.flatMap(({ figures }) => figures ?? []);
      const figures = started.find(({ phase }) => phase !== "waiting");
      write(
        figures !== undefined
          ? statusLine({ figures })
          : `${started.length} of ${peers.length} processes run, and wait for all`,
        seconds,
      );
    },
    close() {},
  };
}

/** Seconds without a line after which a line about the progress is due. */
const QUIET = 5;

function liveDemoReport(output: Output): DemoReport {
  const events = new SwarmEvents();
  const block = new LiveBlock(output);
  const foot = new SwarmFoot();
  const style = createStyle(true);
  const show = (told: Description | undefined) => {
    if (told === undefined) return;
    const text = wrap(told.text, output.size().columns);
    block.above(style.tone(text, told.tone));
  };
  return {
    everyMs: 250,
    start() {}, // the table says so
    line(peer, line, seconds) {
      show(events.describe(peer, line, seconds));
    },
    problem: (text) => show({ text, tone: "warning" }),
    dashboard: (url) => block.above(style.tone(`Dashboard: ${url}`, "good")),
    progress(peers, seconds) {
      show(events.due(seconds));
      if (output.isBehind) return;
      const [title, ...rows] = liveTable(peers);
      const last = foot.line(peers, seconds, output.size().columns - 1);
      block.show([
        style.dim(title!),
        ...rows,
        ...(last === undefined ? [] : [style.dim(last)]),
      ]);
    },
    close: () => block.clear(),
  };
}

/** What the whole swarm sees is told once, as the first process sees it. */
const SHARED = new Set(["started", "epoch", "validation", "done"]);

/** What only one process may see, and a person should. */
const OWN = new Set([
  "notice",
  "warning",
  "peer-refused",
  "feed-ended",
  "member-suspected",
  "member-returned",
  "gate",
]);

/** Picks out of what all processes say what a person wants to see. */
class SwarmEvents {
  readonly #names = new PeerNames();
  readonly #tellers = new Map<string, Teller>();
  readonly #told = new Set<string>();
  #first: string | undefined;

  describe(
    peer: string,
    line: TrainLine,
    seconds: number,
  ): Description | undefined {
    if (!isEvent(line)) return undefined;
    this.#names.note(line);
    let teller = this.#tellers.get(peer);
    if (teller === undefined) {
      this.#tellers.set(peer, teller = new Teller(this.#names));
    }
    const told = teller.tell(line, seconds);
    if (line.type === "started") this.#first ??= peer;
    if (SHARED.has(line.type)) return peer === this.#first ? told : undefined;
    if (told === undefined || !OWN.has(line.type)) return undefined;
    const { text, tone } = told;
    // What is wrong with the task each of them says.
    if (line.type === "notice" && this.#told.has(text)) return undefined;
    if (line.type === "notice") this.#told.add(text);
    return { text: `${peer}: ${text}`, tone };
  }

  /** What of the first process is to be told now that it lasts. */
  due(seconds: number): Description | undefined {
    return this.#tellers.get(this.#first ?? "")?.due(seconds);
  }
}
