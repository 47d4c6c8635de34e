import { Random } from "../../random/mod.ts";

/** How many vectors, of what length, and by which seed. */
export interface UnitVectorsOptions {
  /** Workers, m. */
  readonly workers: number;
  /** Units of each worker, n. */
  readonly units: number;
  /** Length of a vector, d. */
  readonly dimension: number;
  /** Decides them. */
  readonly seed: number;
}

/**
 * What is herded in place of gradients: for each unit of each worker a Gaussian
 * vector scaled to length 1, less its worker's mean, so that every worker's sum
 * is zero.
 */
export class UnitVectors {
  /** Workers, m. */
  readonly workers: number;
  /** Units of each worker, n. */
  readonly units: number;
  /** Length of a vector, d. */
  readonly dimension: number;
  readonly #data: Float32Array;

  /** Draws them. */
  constructor({ workers, units, dimension, seed }: UnitVectorsOptions) {
    this.workers = workers;
    this.units = units;
    this.dimension = dimension;
    this.#data = new Float32Array(workers * units * dimension);
    const random = new Random("herding", seed);
    for (let worker = 0; worker < workers; worker++) this.#draw(worker, random);
  }

  /** Copies a unit's vector to `out`, and adds it to `sum`. */
  read(
    worker: number,
    unit: number,
    out: Float32Array,
    sum: Float64Array,
  ): void {
    const data = this.#data, d = this.dimension;
    const at = (worker * this.units + unit) * d;
    for (let j = 0; j < d; j++) {
      const value = data[at + j]!;
      out[j] = value;
      sum[j]! += value;
    }
  }

  #draw(worker: number, random: Random): void {
    const { units, dimension: d } = this;
    const own = this.#data.subarray(
      worker * units * d,
      (worker + 1) * units * d,
    );
    const vector = new Float64Array(d), mean = new Float64Array(d);
    for (let at = 0; at < own.length; at += d) {
      let square = 0;
      for (let j = 0; j < d; j++) {
        const value = random.normal();
        vector[j] = value;
        square += value * value;
      }
      const length = Math.sqrt(square);
      for (let j = 0; j < d; j++) {
        const value = vector[j]! / length;
        own[at + j] = value;
        mean[j]! += value / units;
      }
    }
    for (let at = 0; at < own.length; at += d) {
      for (let j = 0; j < d; j++) own[at + j]! -= mean[j]!;
    }
  }
}
