import type { Spread } from "../../simulation/ordering_study/mod.ts";

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

/** Okabe and Ito's colours, which also the colour-blind can tell apart. */
const COLOURS = [
  "#d55e00",
  "#0072b2",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#999999",
];

/**
 * Loss curves as an SVG image: medians over seeds, the middle half shaded, the
 * loss in logarithm.
 */
export function lossChart(
  { title, lossName, lines, target }: LossChart,
): string {
  const epochs = Math.max(...lines.map(({ points }) => points.length - 1));
  const [low, high] = decades(lines, target);
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

function isDrawable(loss: number): boolean {
  return Number.isFinite(loss) && loss > 0;
}

/** Logarithms of the least and the greatest loss shown, with some room. */
function decades(
  lines: LossChart["lines"],
  target: number,
): [low: number, high: number] {
  const losses = lines.flatMap(({ points }) =>
    points.flatMap(({ quartiles }) => quartiles)
  ).concat(target).filter(isDrawable).map(Math.log10);
  const low = Math.min(...losses), high = Math.max(...losses);
  const room = 0.03 * Math.max(high - low, 0.1);
  return [low - room, high + room];
}

/** Powers of ten, and 2 and 5 times those where there are few. */
function ticks(low: number, high: number): number[] {
  const factors = high - low > 2.5 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    all.push(...factors.map((factor) => factor * 10 ** power));
  }
  return all.filter((tick) =>
    Math.log10(tick) >= low && Math.log10(tick) <= high
  );
}

function label(tick: number): string {
  return tick >= 0.01 && tick < 1000
    ? `${Number(tick.toPrecision(2))}`
    : tick.toExponential(0);
}

function text(x: number, y: number, words: string, anchor: string): string {
  const safe = words.replace(
    /[&<>]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]!,
  );
  return `<text x="${x.toFixed(1)}" y="${
    y.toFixed(1)
  }" text-anchor="${anchor}">${safe}</text>`;
}
