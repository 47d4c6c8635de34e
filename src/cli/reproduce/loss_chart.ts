import type { Spread } from "../../simulation/ordering_study/mod.ts";
import {
  COLOURS,
  decades,
  isDrawable,
  label,
  text,
  ticks,
} from "./chart_parts.ts";

/** What a chart shows. */
export interface LossChart {
  /** What stands above. */
  readonly title: string;
  /** What stands at the vertical axis. */
  readonly lossName: string;
  /** The curves, one point for each epoch from 0. */
  readonly lines: readonly { name: string; points: readonly Spread[] }[];
  /** A loss to draw a line at. */
  readonly target: number;
}

const WIDTH = 760;
const HEIGHT = 460;
const LEFT = 80;
const RIGHT = 210;
const TOP = 48;
const BOTTOM = 52;

/**
 * Loss curves as an SVG image: medians over seeds, the middle half shaded, the
 * loss in logarithm.
 */
export function lossChart(
  { title, lossName, lines, target }: LossChart,
): string {
  const epochs = Math.max(...lines.map(({ points }) => points.length - 1));
  const [low, high] = decades([
    target,
    ...lines.flatMap(({ points }) =>
      points.flatMap(({ quartiles }) => quartiles)
    ),
  ]);
  const x = (epoch: number) =>
    LEFT + (WIDTH - LEFT - RIGHT) * epoch / Math.max(1, epochs);
  const y = (loss: number) =>
    HEIGHT - BOTTOM -
    (HEIGHT - TOP - BOTTOM) * (Math.log10(loss) - low) / (high - low);
  const at = (epoch: number, loss: number) =>
    `${x(epoch).toFixed(1)},${y(loss).toFixed(1)}`;

  const parts: string[] = [];
  for (const tick of ticks(low, high)) {
    const height = y(tick).toFixed(1);
    parts.push(
      `<path d="M${LEFT},${height}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      text(LEFT - 8, y(tick) + 4, label(tick), "end"),
    );
  }
  const every = Math.ceil(epochs / 8);
  for (let epoch = 0; epoch <= epochs; epoch += every) {
    parts.push(text(x(epoch), HEIGHT - BOTTOM + 18, `${epoch}`, "middle"));
  }
  parts.push(
    text(LEFT, 24, title, "start"),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, "epoch", "middle"),
    `<g transform="translate(18,${HEIGHT / 2}) rotate(-90)">${
      text(0, 0, lossName, "middle")
    }</g>`,
    `<path d="M${LEFT},${y(target).toFixed(1)}H${
      WIDTH - RIGHT
    }" stroke="#333" stroke-dasharray="4 4"/>`,
  );
  lines.forEach(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const drawn = points.map((spread, epoch) => ({ ...spread, epoch }))
      .filter(({ median, quartiles }) =>
        [median, ...quartiles].every(isDrawable)
      );
    const upper = drawn.map(({ epoch, quartiles }) => at(epoch, quartiles[1]));
    const lower = drawn.map(({ epoch, quartiles }) => at(epoch, quartiles[0]));
    const middle = drawn.map(({ epoch, median }) => at(epoch, median));
    const row = TOP + 14 + 22 * i;
    parts.push(
      `<polygon points="${
        [...upper, ...lower.reverse()].join(" ")
      }" fill="${colour}" fill-opacity="0.15"/>`,
      `<polyline points="${
        middle.join(" ")
      }" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
      `<path d="M${WIDTH - RIGHT + 14},${
        row - 4
      }h18" stroke="${colour}" stroke-width="3"/>`,
      text(WIDTH - RIGHT + 38, row, name, "start"),
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${parts.join("\n")}
</svg>
`;
}
