import type {
  LawStudy,
  Standing,
} from "../../simulation/synchronicity_study/mod.ts";
import {
  COLOURS,
  decades,
  isDrawable,
  label,
  text,
  ticks,
} from "./chart_parts.ts";

/** What a chart shows. */
export interface TimeChart {
  /** What stands above. */
  readonly title: string;
  /** What stands at the vertical axes. */
  readonly lossName: string;
  /** The laws, one panel for each. */
  readonly studies: readonly LawStudy[];
}

const PANEL = { width: 430, height: 300 };
const LEFT = 62;
const RIGHT = 14;
const TOP = 34;
const BOTTOM = 42;
const HEAD = 34;
const PANELS_A_ROW = 2;

/**
 * Loss against virtual time as an SVG image, one panel for each law of delays:
 * medians over seeds, all seeds between the edges of what is shaded, the loss in
 * logarithm, a dashed line at the time that contenders are compared at.
 */
export function timeChart({ title, lossName, studies }: TimeChart): string {
  const names = [
    ...new Set(
      studies.flatMap(({ standings }) =>
        standings.map(({ contender }) => contender.name)
      ),
    ),
  ];
  const colour = (name: string) =>
    COLOURS[names.indexOf(name) % COLOURS.length]!;
  const across = Math.min(PANELS_A_ROW, studies.length);
  const rows = Math.ceil(studies.length / across);
  const legendWidth = 130;
  const width = across * PANEL.width + legendWidth;
  const height = HEAD + rows * PANEL.height;
  const parts = studies.map((study, i) => {
    const x = (i % across) * PANEL.width;
    const y = HEAD + Math.floor(i / across) * PANEL.height;
    return `<g transform="translate(${x},${y})">\n${
      panel(study, lossName, colour)
    }\n</g>`;
  });
  const legend = names.flatMap((name, i) => {
    const x = across * PANEL.width, y = HEAD + TOP + 20 * i;
    return [
      `<path d="M${x},${y - 4}h18" stroke="${colour(name)}" stroke-width="3"/>`,
      text(x + 24, y, name, "start"),
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${text(LEFT, 22, title, "start")}
${[...parts, ...legend].join("\n")}
</svg>
`;
}

function panel(
  { law, seconds, stretches, standings }: LawStudy,
  lossName: string,
  colour: (name: string) => string,
): string {
  const { width, height } = PANEL;
  const [low, high] = decades(
    standings.flatMap(({ curve }) => curve.map(({ median }) => median)),
  );
  const right = width - RIGHT, bottom = height - BOTTOM;
  const all = Math.max(
    stretches,
    ...standings.map(({ curve }) => curve.length - 1),
  );
  const x = (part: number) => LEFT + (right - LEFT) * part * stretches / all;
  const y = (loss: number) => {
    const part = (Math.log10(loss) - low) / (high - low);
    return bottom - (bottom - TOP) * Math.min(1, Math.max(0, part));
  };
  const parts: string[] = [];
  for (const tick of ticks(low, high)) {
    parts.push(
      `<path d="M${LEFT},${y(tick).toFixed(1)}H${right}" stroke="#ddd"/>`,
      text(LEFT - 8, y(tick) + 4, label(tick), "end"),
    );
  }
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(
      text(x(part), bottom + 16, (part * seconds).toFixed(0), "middle"),
    );
  }
  parts.push(
    text(LEFT, TOP - 10, `${law.name}: ${law.title}`, "start"),
    text((LEFT + right) / 2, height - 10, "virtual s", "middle"),
    `<g transform="translate(14,${height / 2}) rotate(-90)">${
      text(0, 0, lossName, "middle")
    }</g>`,
    ...standings.map((standing) =>
      line(standing, stretches, colour(standing.contender.name), x, y)
    ),
    `<path d="M${
      x(1).toFixed(1)
    },${TOP}V${bottom}" stroke="#333" stroke-dasharray="4 4"/>`,
  );
  return parts.join("\n");
}

function line(
  { curve }: Standing,
  stretches: number,
  colour: string,
  x: (part: number) => number,
  y: (loss: number) => number,
): string {
  const drawn = curve
    .map((extent, i) => ({ ...extent, part: i / stretches }))
    .filter(({ median, extremes }) => [median, ...extremes].every(isDrawable));
  const at = (part: number, loss: number) =>
    `${x(part).toFixed(1)},${y(loss).toFixed(1)}`;
  const upper = drawn.map(({ part, extremes }) => at(part, extremes[1]));
  const lower = drawn.map(({ part, extremes }) => at(part, extremes[0]));
  const middle = drawn.map(({ part, median }) => at(part, median));
  return `<polygon points="${
    [...upper, ...lower.reverse()].join(" ")
  }" fill="${colour}" fill-opacity="0.12"/>
<polyline points="${
    middle.join(" ")
  }" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
}
