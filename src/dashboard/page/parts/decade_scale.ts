import type uPlot from "uplot";

/** A range with some room, never empty. */
export function roomy(
  least: number | null,
  most: number | null,
): [number, number] {
  if (least === null || most === null) return [0, 1];
  const room = (most - least) * 0.08 || Math.abs(most) * 0.1 || 1;
  return [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
}

/** An axis that goes by powers of ten as soon as its values span more than one of them. */
export class DecadeScale {
  /** Whether it does. */
  isLogarithmic = false;

  /** As uPlot takes it. */
  readonly scale: uPlot.Scale = {
    distr: 100,
    fwd: (value) => this.isLogarithmic ? Math.log10(value) : value,
    bwd: (value) => this.isLogarithmic ? 10 ** value : value,
    range: (_, least, most) => this.range(least, most),
  };

  /** The range of values, with some room. */
  range(least: number | null, most: number | null): [number, number] {
    this.isLogarithmic = least !== null && least > 0 && most! > 10 * least;
    return this.isLogarithmic
      ? [least! / 1.2, most! * 1.2]
      : roomy(least, most);
  }

  /** What the axis names between two values: powers of ten, between them 2 and 5 where these are few; else multiples of `step`. */
  splits(least: number, most: number, step: number): number[] {
    if (!this.isLogarithmic) {
      const first = Math.ceil(least / step - 1e-9);
      const length = Math.floor(most / step + 1e-9) - first + 1;
      return Array.from(
        { length: Math.max(0, length) },
        (_, i) => Number(((first + i) * step).toPrecision(12)),
      );
    }
    const decades = Math.log10(most / least);
    const within = decades > 3.5 ? [1] : decades > 1.7 ? [1, 3] : [1, 2, 5];
    const every = Math.ceil(decades / 6);
    const splits: number[] = [];
    const from = Math.floor(Math.log10(least) / every) * every;
    for (let power = from; 10 ** power <= most; power += every) {
      for (const digit of within) splits.push(Number(`${digit}e${power}`));
    }
    return splits.filter((value) => value >= least && value <= most);
  }
}
