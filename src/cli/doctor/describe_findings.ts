import { type Finding, type Level, tally } from "../../doctor/finding.ts";
import { count } from "../../telemetry/words/format.ts";
import { startedBy } from "../../telemetry/words/started_by.ts";
import { printable } from "../../telemetry/words/printable.ts";
import type { Style } from "../terminal/mod.ts";

/** What stands before a finding, so that it can be told without colour. */
const MARKS: Readonly<Record<Level, string>> = {
  ok: "✓",
  note: "·",
  warning: "!",
  fault: "✗",
};

/** A finding as lines: what it is, what was seen, what to do. */
export function describeFinding(
  { level, title, seen, cure }: Finding,
  columns: number,
  style: Style,
): string[] {
  const [first, ...more] = wrap(inOneLine(title), columns - 2);
  const head = [`${MARKS[level]} ${first}`, ...more.map((line) => `  ${line}`)];
  return [
    ...head.map((line) => paint(line, level, style)),
    ...part("seen", seen, columns).map((line) => style.dim(line)),
    ...part("do", cure, columns),
  ];
}

/** The last lines: how much was found, and what to begin with. */
export function describeTally(
  findings: readonly Finding[],
  columns: number,
): string[] {
  const { ok, note, warning, fault } = tally(findings);
  const counts = [
    fault > 0 ? count(fault, "fault") : "",
    warning > 0 ? count(warning, "warning") : "",
    note > 0 ? count(note, "note") : "",
    `${ok} as it should be`,
  ].filter((part) => part !== "").join(", ");
  // That comes before what may only hurt.
  const way = fault > 0
    ? undefined
    : findings.find(({ check, level, cure }) =>
      check === "bootstrap" && level === "ok" && cure !== undefined
    );
  const last = way === undefined ? [] : [way.title, `    ${way.cure}`];
  if (fault + warning === 0) return [`Nothing is wrong: ${counts}`, ...last];
  const worst = findings.findLast(({ level }) =>
    level === (fault > 0 ? "fault" : "warning")
  )!;
  return [
    ...wrap(`${counts}. Begin with: ${inOneLine(worst.title)}`, columns),
    ...last,
  ];
}

/** Names and addresses in it may have come from others. */
function inOneLine(title: string): string {
  return printable(title).replaceAll("\n", " ");
}

function paint(line: string, level: Level, style: Style): string {
  switch (level) {
    case "fault":
      return style.bold(style.red(line));
    case "warning":
      return style.tone(line, "warning");
    case "ok":
      return style.tone(line.slice(0, 1), "good") + line.slice(1);
    case "note":
      return line;
  }
}

/** A part of a finding, set in: its name, then its lines. */
function part(name: string, text = "", columns: number): string[] {
  if (text === "") return [];
  // A command line stays one, so that it can be copied.
  const start = `${startedBy()} `;
  const lines = printable(text).split("\n").flatMap((line) =>
    line.startsWith(start) ? [line] : wrap(line, columns - 10)
  );
  return lines.map((line, i) =>
    `    ${(i === 0 ? name : "").padEnd(5)} ${line}`
  );
}

/** Breaks a line between words; what is longer than a line, such as an address, stays whole. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
