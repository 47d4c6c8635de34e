import type { Column as TableColumn } from "../../../src/cli/terminal/mod.ts";
import { PACES, USUAL } from "./cell.ts";
import type { Column, Spread } from "./summarise.ts";

/** Columns as rows of a table, in the order in which they were first run. */
export function accuracyTable(
  columns: Column[],
): { titles: TableColumn[]; rows: string[][] } {
  const right = (title: string) => ({ title, align: "right" as const });
  const titles = [
    ...[{ title: "task" }, { title: "variant" }, { title: "codec" }],
    { title: "feedback" },
    ...["steps", "rate", "accuracy", "least - most", "loss", "runs"].map(right),
    ...["update, bytes", "sent, MB", "fewer"].map(right),
  ];
  return {
    titles,
    rows: columns.map((column) => [
      ...[column.task, PACES[column.pace].title, column.codec],
      column.codec === "float32" ? "" : column.feedback ? "on" : "off",
      `${column.localSteps}`,
      rateOf(column),
      percent(column.accuracy.mean),
      column.seeds.length > 1 ? range(column.accuracy) : "",
      column.loss.mean.toFixed(3),
      `${column.seeds.length}${
        column.wrong > 0 ? `, ${column.wrong} wrong` : ""
      }`,
      column.updateBytes.toFixed(0),
      (column.bytesSent / 1e6).toPrecision(3),
      fewer(column, columns),
    ]),
  };
}

/** How many times as many bytes float32 sent: at the same pace, or at another where it was not run. */
export function timesFewer(column: Column, columns: Column[]): number {
  const dense = columns.filter(({ task, epochs, codec, localSteps }) =>
    task === column.task && epochs === column.epochs && codec === "float32" &&
    localSteps === 1
  );
  const like = dense.find(({ pace }) => pace === column.pace) ?? dense[0];
  return (like?.bytesSent ?? NaN) / column.bytesSent;
}

function fewer(column: Column, columns: Column[]): string {
  const times = timesFewer(column, columns);
  if (Number.isNaN(times)) return "";
  return `${times.toFixed(times < 10 ? 1 : 0)}x`;
}

/** A table as Markdown. */
export function toMarkdown(
  titles: TableColumn[],
  rows: string[][],
): string[] {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(titles.map(({ title }) => title)),
    line(titles.map(({ align }) => align === "right" ? "---:" : "---")),
    ...rows.map(line),
  ];
}

/** The learning rate, and of how many it was the best. */
function rateOf({ factor, task, tried }: Column): string {
  const rate = Number((factor * USUAL[task].rate).toPrecision(3));
  return tried === 1 ? `${rate}` : `${rate} (of ${tried})`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}

function range({ least, most }: Spread): string {
  return `${(100 * least).toFixed(2)} - ${(100 * most).toFixed(2)}`;
}
