import {
  COLOURS,
  decades,
  isDrawable,
  label,
  text,
  ticks,
} from "../../../src/cli/reproduce/chart_parts.ts";
import { PACES, type TaskName, TASKS } from "./cell.ts";
import type { Column } from "./summarise.ts";

const PANEL = { width: 380, height: 290 };
const LEFT = 58;
const RIGHT = 12;
const TOP = 30;
const BOTTOM = 44;
const LEGEND = 112;

/** What stands at the vertical axis, and where on it a result belongs. */
const AXES: Readonly<
  Record<TaskName, {
    name: string;
    of: (result: { accuracy: number; loss: number }) => number;
  }>
> = {
  digits: {
    name: "test digits misread, %",
    of: ({ accuracy }) => 100 * (1 - accuracy),
  },
  characters: {
    name: "perplexity of a character",
    of: ({ loss }) => Math.exp(loss),
  },
};

/**
 * What was reached with how many bytes, as an SVG image: a panel for each task and
 * pace, both axes in logarithm, a line through the epochs of each codec. What is
 * filled has error feedback, what is hollow has none; squares are updates of several
 * local steps.
 */
export function accuracyChart(columns: Column[]): string {
  const codecs = [...new Set(columns.map(({ codec }) => codec))];
  const colourOf = (codec: string) =>
    COLOURS[codecs.indexOf(codec) % COLOURS.length]!;
  const tasks = TASKS.filter((task) =>
    columns.some((one) => one.task === task)
  );
  const paces = (Object.keys(PACES) as (keyof typeof PACES)[])
    .filter((pace) => columns.some((one) => one.pace === pace));
  const panels = tasks.flatMap((task, row) =>
    paces.map((pace, column) => {
      const all = columns.filter((one) => one.task === task);
      const body = panel(all, all.filter((one) => one.pace === pace), colourOf);
      const title = text(LEFT, 18, `${task}, ${PACES[pace].title}`, "start");
      return `<g transform="translate(${column * PANEL.width},${
        row * PANEL.height
      })">\n${title}\n${body}\n</g>`;
    })
  );
  const x = paces.length * PANEL.width + 4;
  const legend = codecs.flatMap((codec, i) => [
    `<circle cx="${x + 8}" cy="${TOP + 6 + 20 * i}" r="4.5" fill="${
      colourOf(codec)
    }"/>`,
    text(x + 20, TOP + 10 + 20 * i, codec, "start"),
  ]);
  const y = TOP + 24 + 20 * codecs.length;
  const steps = columns.map(({ localSteps }) => localSteps)
    .find((localSteps) => localSteps > 1);
  const width = x + LEGEND, height = tasks.length * PANEL.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" rx="6" fill="white"/>
${[...panels, ...legend].join("\n")}
${mark(x + 8, y, "#555", true, 1)}
${text(x + 20, y + 4, "feedback", "start")}
${mark(x + 8, y + 20, "#555", false, 1)}
${text(x + 20, y + 24, "no feedback", "start")}
${
    steps === undefined ? "" : mark(x + 8, y + 40, "#555", true, steps) +
      text(x + 20, y + 44, `${steps} local steps`, "start")
  }
</svg>
`;
}

/** The results of one pace, on axes that suit those of all paces. */
function panel(
  all: Column[],
  shown: Column[],
  colourOf: (codec: string) => string,
): string {
  const axis = AXES[all[0]!.task];
  const [left, right] = decades(all.flatMap(megabytes));
  const [low, high] = decades(
    all.flatMap(({ points }) => points.map(axis.of)),
  );
  const edge = { right: PANEL.width - RIGHT, bottom: PANEL.height - BOTTOM };
  const x = (value: number) =>
    LEFT + (edge.right - LEFT) * (Math.log10(value) - left) / (right - left);
  const y = (value: number) =>
    edge.bottom - (edge.bottom - TOP) * (Math.log10(value) - low) /
      (high - low);
  const parts: string[] = [];
  for (const tick of closeTicks(low, high)) {
    const at = y(tick).toFixed(1);
    parts.push(
      `<path d="M${LEFT},${at}H${edge.right}" stroke="#ddd"/>`,
      text(LEFT - 6, y(tick) + 4, label(tick), "end"),
    );
  }
  for (const tick of ticks(left, right)) {
    const at = x(tick).toFixed(1);
    parts.push(
      `<path d="M${at},${TOP}V${edge.bottom}" stroke="#eee"/>`,
      text(x(tick), edge.bottom + 16, label(tick), "middle"),
    );
  }
  parts.push(
    text((LEFT + edge.right) / 2, PANEL.height - 12, "MB sent", "middle"),
    `<g transform="translate(14,${(TOP + edge.bottom) / 2}) rotate(-90)">${
      text(0, 0, axis.name, "middle")
    }</g>`,
    ...shown.map((column) => {
      const sent = megabytes(column);
      const places = column.points.map((point, i) =>
        [sent[i]!, axis.of(point)] as const
      ).filter((place) => place.every(isDrawable));
      const end = places.at(-1);
      if (end === undefined) return "";
      const line = places.map(([a, b]) =>
        `${x(a).toFixed(1)},${y(b).toFixed(1)}`
      );
      const colour = colourOf(column.codec);
      const isFilled = column.feedback || column.codec === "float32";
      return `<polyline points="${
        line.join(" ")
      }" fill="none" stroke="${colour}" stroke-width="1.4"${
        isFilled ? "" : ` stroke-dasharray="3 3"`
      }/>
${mark(x(end[0]), y(end[1]), colour, isFilled, column.localSteps)}`;
    }),
  );
  return parts.join("\n");
}

/** Where a column ended: a circle, or a square for several local steps. */
function mark(
  x: number,
  y: number,
  colour: string,
  isFilled: boolean,
  localSteps: number,
): string {
  const paint = `fill="${
    isFilled ? colour : "white"
  }" stroke="${colour}" stroke-width="1.6"`;
  return localSteps === 1
    ? `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" ${paint}/>`
    : `<rect x="${(x - 4).toFixed(1)}" y="${
      (y - 4).toFixed(1)
    }" width="8" height="8" ${paint}/>`;
}

/** Ticks of a logarithmic axis that may show less than a factor of two. */
function closeTicks(low: number, high: number): number[] {
  const few = ticks(low, high);
  if (few.length > 2) return few;
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25]
    .filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high);
}

/** MB sent by the end of each epoch. */
function megabytes({ points, epochs, bytesSent }: Column): number[] {
  return points.map(({ epoch }) => bytesSent / 1e6 * epoch / epochs);
}
