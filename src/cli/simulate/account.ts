import type { CheckedRun } from "../../simulation/check_run.ts";
import type { RunListener } from "../../simulation/stage.ts";
import { count, duration } from "../../telemetry/words/format.ts";
import { jsonLine } from "../report/mod.ts";
import { createStyle, type Output } from "../terminal/mod.ts";
import { EventTeller } from "./event_teller.ts";
import { peersTable } from "./peers_table.ts";

/** What there is to say before the first run. */
export interface Opening {
  /** The scenario's name. */
  scenario: string;
  /** How many peers begin. */
  peers: number;
  /** What is trained, and how. */
  title: string;
  /** What is left out. */
  notices: readonly string[];
  /** The first seed. */
  seed: number;
  /** How many runs there will be. */
  runs: number;
  /** Where the run can be watched, where it can. */
  dashboard: string | undefined;
}

/** A run that went wrong. */
export interface Failure {
  /** Its seed. */
  seed: number;
  /** What was wrong, each in words. */
  problems: string[];
  /** The command line that shows it again. */
  replay: string;
}

/** What there is to say after the last run. */
export interface Closing {
  /** The scenario's name. */
  scenario: string;
  /** The first seed. */
  seed: number;
  /** How many runs there were. */
  runs: number;
  /** Time that passed in all of them, ms, virtual where they were simulated. */
  ms: number;
  /** Those that went wrong. */
  failures: Failure[];
}

/** Tells a person or a program how the runs of a scenario go. */
export interface Account {
  /** Runs are about to begin. */
  open(opening: Opening): void;
  /** Something happens in a run. */
  event(seed: number, ...event: Parameters<RunListener>): void;
  /** Something keeps the records of a run from being written. */
  problem(text: string): void;
  /** A run is over. */
  run(checked: CheckedRun): void;
  /** All runs are over; they took so many seconds. */
  close(closing: Closing, seconds: number): void;
  /** The page stays where it is. */
  stay(dashboard: string): void;
}

/** The account that suits the output. */
export function createAccount(output: Output, json: boolean): Account {
  return json ? jsonAccount(output) : plainAccount(output);
}

/**
 * For programs: events, a line for each run, and last one for all. Times are those
 * of the run, and what the machine took goes to stderr, so that the same seed gives
 * the same bytes.
 */
function jsonAccount(output: Output): Account {
  const line = (type: string, ms: number, fields: object) =>
    output.write(jsonLine(type, ms / 1000, fields));
  return {
    open({ notices, dashboard: url }) {
      if (url !== undefined) line("dashboard", 0, { url });
      for (const text of notices) line("notice", 0, { text });
    },
    problem: (text) => console.error(text),
    event: (seed, event) =>
      line("fault" in event ? "fault" : "event", event.at, { seed, ...event }),
    run({ run, checks, passed }) {
      const { events: _, peers, ...rest } = run;
      line("run", run.ms, {
        ...rest,
        passed,
        checks,
        // Each clock has all feeds: a million lines among a thousand peers. The hash stands for it.
        peers: peers.map(({ clock: _, published, ...peer }) => ({
          ...peer,
          published: Object.fromEntries(published),
        })),
      });
    },
    close(closing, seconds) {
      const { ms, failures } = closing;
      const passed = failures.length === 0;
      line("summary", ms, { ...closing, passed });
      console.error(`${count(closing.runs, "run")} in ${duration(seconds)}`);
    },
    stay: (url) => console.error(staying(url)),
  };
}

/** For people: what happens in a single run; of several, how each ends. */
function plainAccount(output: Output): Account {
  const style = createStyle(output.isTerminal);
  const say = (...lines: string[]) =>
    output.write(lines.map((line) => `${line}\n`).join(""));
  const teller = new EventTeller();
  let isSingle = true;
  const marks = (checks: CheckedRun["checks"]) =>
    checks.map(({ name, passed, problem }) => {
      const text = problem === undefined ? name : `${name}: ${problem}`;
      if (passed) return style.tone(`✓ ${text}`, "good");
      return passed === undefined ? `- ${text}` : style.red(`✗ ${text}`);
    });
  return {
    open({ scenario, peers, title, notices, seed, runs, dashboard }) {
      isSingle = runs === 1;
      const seeds = isSingle
        ? `seed ${seed}`
        : `seeds ${seed} to ${seed + runs - 1}`;
      say(
        style.bold(`${scenario}: ${count(peers, "peer")}, ${seeds}`),
        style.dim(title),
        ...notices.map((notice) => style.tone(notice, "warning")),
        ...(dashboard === undefined
          ? []
          : [style.tone(`Dashboard: ${dashboard}`, "good")]),
        "",
      );
    },
    problem: (text) => say(style.tone(text, "warning")),
    event(_seed, event, numberOf) {
      if (!isSingle) return;
      const told = teller.tell(event, numberOf);
      if (told === undefined) return;
      say(`${clock(event.at)}  ${style.tone(told.text, told.tone)}`);
    },
    run({ run, checks, passed }) {
      if (!isSingle) {
        const mark = passed ? style.tone("✓", "good") : style.red("✗");
        const finished = run.peers.filter(({ outcome }) =>
          outcome === "finished"
        );
        say(
          `${mark} seed ${run.seed}: ${finished.length} of ${
            count(run.peers.length, "peer")
          } finished, ${duration(run.ms / 1000)}`,
        );
        const wrong = checks.filter(({ passed }) => passed === false);
        say(...marks(wrong).map((line) => `  ${line}`));
        return;
      }
      const { omitted } = teller;
      if (omitted !== undefined) say(style.dim(omitted));
      const [title, ...rows] = peersTable(run.peers);
      say("", style.bold(title!), ...rows, "", ...marks(checks));
    },
    close({ runs, ms, failures, seed }, seconds) {
      const took = `${count(runs, "run")}, ${
        duration(ms / 1000)
      } of their time in ${duration(seconds)}`;
      if (failures.length === 0) {
        return say("", `All as expected: ${took}`);
      }
      const which = isSingle
        ? `Not as expected with seed ${seed}`
        : `${failures.length} of ${count(runs, "run")} not as expected`;
      say(
        "",
        `${style.red(which)} (${took}). See it again:`,
        ...failures.slice(0, 8).map(({ replay }) => `  ${replay}`),
        ...(failures.length > 8 ? [`  and ${failures.length - 8} more`] : []),
      );
    },
    stay: (dashboard) => say("", staying(dashboard)),
  };
}

function staying(dashboard: string): string {
  return `The dashboard stays until Ctrl+C: ${dashboard}`;
}

/** A time in a run, in seconds, in a column of its own. */
function clock(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`.padStart(11);
}
