/** Okabe and Ito's colours, which also the colour-blind can tell apart. */
export const COLOURS: readonly string[] = [
  "#d55e00",
  "#0072b2",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#999999",
  "#e69f00",
  "#000000",
];

/** Whether a loss has a place on a logarithmic axis. */
export function isDrawable(loss: number): boolean {
  return Number.isFinite(loss) && loss > 0;
}

/**
 * Logarithms to base 10 of the least and the greatest of some losses, with some
 * room; those that no logarithm has are left out.
 */
export function decades(
  losses: readonly number[],
): [low: number, high: number] {
  const logs = losses.filter(isDrawable).map(Math.log10);
  const low = Math.min(...logs), high = Math.max(...logs);
  const room = 0.03 * Math.max(high - low, 0.1);
  return [low - room, high + room];
}

/** Powers of ten, and 2 and 5 times those where there are few. */
export function ticks(low: number, high: number): number[] {
  const factors = high - low > 2.5 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    all.push(...factors.map((factor) => factor * 10 ** power));
  }
  return all.filter((tick) =>
    Math.log10(tick) >= low && Math.log10(tick) <= high
  );
}

/** What stands at a tick: `0.05`. */
export function label(tick: number): string {
  return tick >= 0.01 && tick < 1000
    ? `${Number(tick.toPrecision(2))}`
    : tick.toExponential(0);
}

/** Words in an image, with what SVG would take for its own escaped. */
export function text(
  x: number,
  y: number,
  words: string,
  anchor: string,
): string {
  const safe = words.replace(
    /[&<>]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]!,
  );
  return `<text x="${x.toFixed(1)}" y="${
    y.toFixed(1)
  }" text-anchor="${anchor}">${safe}</text>`;
}
