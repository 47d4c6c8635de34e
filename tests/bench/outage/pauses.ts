import type { Seat } from "./seat.ts";

/** How long peers went without publishing around a moment, ms. */
export interface Pauses {
  /** The median of the peers' longest pauses. */
  median: number;
  /** The longest of all. */
  longest: number;
}

/** The longest pauses of peers that overlap the time between two moments. */
export function pausesIn(seats: Seat[], from: number, to: number): Pauses {
  const longest = seats.flatMap((seat) => {
    const gaps = gapsOf(seat).filter((gap) => gap.to > from && gap.from < to);
    return gaps.length === 0
      ? []
      : [Math.max(...gaps.map(({ from, to }) => to - from))];
  });
  return { median: quantile(longest, 0.5), longest: quantile(longest, 1) };
}

/** The usual pause: the median of all. */
export function usualPause(seats: Seat[]): number {
  const all = seats.flatMap((seat) =>
    gapsOf(seat).map((gap) => gap.to - gap.from)
  );
  return quantile(all, 0.5);
}

function gapsOf({ lives }: Seat): { from: number; to: number }[] {
  return lives.flatMap(({ published }) =>
    published.slice(1).map(({ at }, i) => ({ from: published[i]!.at, to: at }))
  );
}

/** The value below which so large a part of them lies; NaN of none. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor(part * sorted.length));
  return sorted[index] ?? NaN;
}
