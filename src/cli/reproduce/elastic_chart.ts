import type {
  ElasticRun,
  ElasticSample,
} from "../../simulation/elastic_study/mod.ts";

const WIDTH = 900;
const PANEL = 250;
const LEFT = 70;
const RIGHT = 210;
const TOP = 56;
const GAP = 46;

/** Least distance that is drawn, in full steps: what is nearer lies on the axis. */
const LEAST = 0.01;

/** What is drawn of each gradient: Okabe and Ito's colours. */
const SERIES: readonly {
  name: string;
  colour: string;
  of: (sample: ElasticSample) => number;
}[] = [
  { name: "certificate", colour: "#0072b2", of: ({ total }) => total },
  {
    name: "truth: all published",
    colour: "#999999",
    of: ({ all }) => all,
  },
  {
    name: "truth: by whom it can hear",
    colour: "#d55e00",
    of: ({ within }) => within,
  },
];

/**
 * Certificate and truth of one peer's views over virtual time, a panel for each
 * run: the partition shaded, closed gates as bars at the foot, the distance in
 * logarithm.
 *
 * @param bound where a line is drawn
 */
export function elasticChart(
  runs: readonly ElasticRun[],
  bound: number,
): string {
  const peer = 0;
  const most = Math.max(
    bound,
    ...runs.flatMap(({ samples }) =>
      samples.flatMap((sample) => SERIES.map(({ of }) => of(sample)))
    ).filter(Number.isFinite),
  );
  const high = Math.log10(2 * most), low = Math.log10(LEAST);
  const { ms } = runs[0]!.options;
  const x = (at: number) => LEFT + (WIDTH - LEFT - RIGHT) * at / ms;
  const parts: string[] = [
    text(
      LEFT,
      24,
      `Peer ${peer}: what its views lack, in full steps (P = ${
        runs[0]!.options.peers
      }, ${runs[0]!.options.variant}; the partition is shaded)`,
      "start",
    ),
  ];
  runs.forEach((run, i) => {
    const top = TOP + i * (PANEL + GAP), foot = top + PANEL;
    const y = (distance: number) =>
      foot -
      PANEL * (Math.log10(Math.max(distance, LEAST)) - low) / (high - low);
    const [from, to] = run.partition;
    parts.push(
      `<rect x="${x(from).toFixed(1)}" y="${top}" width="${
        (x(to) - x(from)).toFixed(1)
      }" height="${PANEL}" fill="#eee"/>`,
      text(
        LEFT,
        top - 6,
        run.options.bound === Infinity
          ? "without a bound"
          : `bound ${run.options.bound}: gate closed where the foot is black`,
        "start",
      ),
    );
    for (let power = Math.ceil(low); power <= high; power++) {
      const height = y(10 ** power);
      parts.push(
        `<path d="M${LEFT},${height.toFixed(1)}H${
          WIDTH - RIGHT
        }" stroke="#ddd"/>`,
        text(LEFT - 8, height + 4, `${10 ** power}`, "end"),
      );
    }
    for (const { colour, of } of SERIES) {
      const points = run.samples.filter((sample) => sample.peer === peer)
        .map((sample) =>
          `${x(sample.at).toFixed(1)},${y(of(sample)).toFixed(1)}`
        );
      parts.push(
        `<polyline points="${
          points.join(" ")
        }" fill="none" stroke="${colour}" stroke-width="1.3"/>`,
      );
    }
    for (const closing of run.closings) {
      if (closing.peer !== peer) continue;
      const width = Math.max(1, x(closing.to) - x(closing.from));
      parts.push(
        `<rect x="${x(closing.from).toFixed(1)}" y="${foot - 6}" width="${
          width.toFixed(1)
        }" height="6" fill="black"/>`,
      );
    }
    parts.push(
      `<path d="M${LEFT},${y(bound).toFixed(1)}H${
        WIDTH - RIGHT
      }" stroke="#009e73" stroke-width="1.5" stroke-dasharray="6 4"/>`,
    );
  });
  const foot = TOP + runs.length * (PANEL + GAP) - GAP;
  for (let part = 0; part <= 6; part++) {
    const at = part * ms / 6;
    parts.push(text(x(at), foot + 18, `${Math.round(at)}`, "middle"));
  }
  parts.push(text(x(ms / 2), foot + 36, "virtual ms", "middle"));
  [...SERIES, { name: "bound", colour: "#009e73" }].forEach((series, i) => {
    const row = TOP + 14 + 22 * i, at = WIDTH - RIGHT + 14;
    parts.push(
      `<path d="M${at},${
        row - 4
      }h18" stroke="${series.colour}" stroke-width="3"/>`,
      text(at + 24, row, series.name, "start"),
    );
  });
  const height = foot + 50;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${parts.join("\n")}
</svg>
`;
}

function text(x: number, y: number, words: string, anchor: string): string {
  return `<text x="${x.toFixed(1)}" y="${
    y.toFixed(1)
  }" text-anchor="${anchor}">${words}</text>`;
}
