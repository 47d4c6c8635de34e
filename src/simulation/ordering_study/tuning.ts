import type { Contender } from "./contender.ts";
import type { Curve, CurveRequest } from "./curve.ts";
import { median } from "../study/mod.ts";
import type { OrderingThreads } from "./threads.ts";

/** How runs are made. */
export interface TuningOptions {
  /** Peers, m. */
  readonly peers: number;
  /** Epochs of each run. */
  readonly epochs: number;
  /** The first seed. */
  readonly seed: number;
  /** Seeds in all. */
  readonly seeds: number;
  /** Seeds that rates are chosen by. */
  readonly tuningSeeds: number;
  /** Learning rates to begin with, the same for all. */
  readonly rates: readonly number[];
  /** Told what part of the runs known to be needed has been made. */
  readonly onProgress?: (made: number, needed: number) => void;
}

/** Rates that may be added at either end. */
const WIDENINGS = 4;

/** The runs of a study, by contender and rate, made as they are needed. */
export class Tuning {
  /** Rates tried, ascending. */
  rates: readonly number[];
  readonly #threads: OrderingThreads;
  readonly #contenders: readonly Contender[];
  readonly #options: TuningOptions;
  readonly #curves = new Map<string, Curve[]>();
  #made = 0;
  #needed = 0;

  /** Has made no run. */
  constructor(
    threads: OrderingThreads,
    contenders: readonly Contender[],
    options: TuningOptions,
  ) {
    this.#threads = threads;
    this.#contenders = contenders;
    this.#options = options;
    this.rates = options.rates.toSorted((a, b) => a - b);
  }

  /** The curves of one contender at one rate, by seed, as far as they were made. */
  curves({ name }: Contender, rate: number): readonly Curve[] {
    return this.#curves.get(`${name} ${rate}`) ?? [];
  }

  /** Those of the seeds that rates are chosen by. */
  tuningCurves(contender: Contender, rate: number): readonly Curve[] {
    return this.curves(contender, rate).slice(0, this.#options.tuningSeeds);
  }

  /** The median loss at the end, of the seeds that rates are chosen by. */
  finalLoss(contender: Contender, rate: number): number {
    const curves = this.tuningCurves(contender, rate);
    return median(curves.map(({ losses }) => losses.at(-1)!));
  }

  /** The rate with the least loss at the end. */
  best(contender: Contender): number {
    return this.rates.reduce((best, rate) =>
      this.finalLoss(contender, rate) < this.finalLoss(contender, best)
        ? rate
        : best
    );
  }

  /** Whether a rate is the least or the greatest tried. */
  isAtEdge(rate: number): boolean {
    return rate === this.rates[0] || rate === this.rates.at(-1);
  }

  /**
   * Tries all rates with all contenders, and widens the grid, for all of them,
   * while somebody's best is at its edge.
   */
  async search(): Promise<void> {
    const { tuningSeeds } = this.#options;
    let below = WIDENINGS, above = WIDENINGS;
    for (;;) {
      await this.train(
        this.#contenders.flatMap((contender) =>
          this.rates.map((rate) => [contender, rate] as const)
        ),
        tuningSeeds,
      );
      const best = this.#contenders.map((contender) => this.best(contender));
      const least = this.rates[0]!, greatest = this.rates.at(-1)!;
      const wider = [...this.rates];
      if (best.includes(least) && below-- > 0) {
        wider.unshift(nextRate(least, -1));
      }
      if (best.includes(greatest) && above-- > 0) {
        wider.push(nextRate(greatest, 1));
      }
      if (wider.length === this.rates.length) return;
      this.rates = wider;
    }
  }

  /** Makes the runs that are missing of these, with the first seeds. */
  async train(
    wanted: readonly (readonly [Contender, rate: number])[],
    seeds: number = this.#options.seeds,
  ): Promise<void> {
    const missing = wanted.flatMap(([contender, rate]) => {
      const first = this.curves(contender, rate).length;
      return Array.from(
        { length: Math.max(0, seeds - first) },
        (_, i) => ({ contender, rate, number: first + i }),
      );
    });
    this.#needed += missing.length;
    const curves = await this.#threads.train(
      missing.map(({ contender, rate, number }) =>
        this.#request(contender, rate, number)
      ),
      () => this.#options.onProgress?.(++this.#made, this.#needed),
    );
    missing.forEach(({ contender, rate }, i) => {
      const key = `${contender.name} ${rate}`;
      this.#curves.set(key, [...this.curves(contender, rate), curves[i]!]);
    });
  }

  #request(
    contender: Contender,
    learningRate: number,
    number: number,
  ): CurveRequest {
    const { peers, epochs, seed } = this.#options;
    const { ordering, vector, codec } = contender;
    const optimizer = contender.optimizer ?? this.#threads.facts.optimizer;
    return {
      ordering,
      ...(vector === undefined ? {} : { vector }),
      ...(codec === undefined ? {} : { codec }),
      optimizer: { ...optimizer, learningRate },
      peers,
      epochs,
      seed: seed + number,
    };
  }
}

/** The next rate up or down: 1, 3, 10, 30, … where the grid is of these, else by 3. */
export function nextRate(rate: number, direction: 1 | -1): number {
  const digits = Number(rate.toExponential(6).split("e")[0]);
  const isThird = digits === (direction === 1 ? 3 : 1);
  const factor = isThird ? 10 / 3 : 3;
  return Number((rate * factor ** direction).toPrecision(6));
}
