import { permutation, Random } from "../random/mod.ts";
import { PathHull } from "./hull.ts";
import { type RandomHerding, RandomOrders } from "./random_orders.ts";
import { valuesAt, type Vector } from "./vector.ts";

/** An epoch's herding as one peer saw it. */
export interface Herding extends RandomHerding {
  /** max over t of the infinity norm of the centred prefix sums, over the sampled coordinates: exact there. */
  infinity: number;
  /** An estimate of the largest Euclidean norm, from the sampled coordinates at up to 128 instants. */
  euclidean: number;
  /** Coordinates sampled. */
  coordinates: number;
  /** Vectors seen. */
  vectors: number;
}

/** Coordinates to look at unless told otherwise. */
const COORDINATES = 64;
/** Instants at which all sampled coordinates are remembered together. */
const INSTANTS = 128;

/**
 * Watches the parallel herding bound of an epoch while it goes on.
 *
 *     max over t of || sum_{j <= t} g_j - (t / T) sum_{j <= T} g_j ||
 *
 * The mean is known only at the end, so the prefix sums are kept, as corners of
 * their hulls ({@linkcode PathHull}): for each sampled coordinate the maximum over
 * all t is exact. The infinity norm is that over the sample, never more than that
 * over all coordinates; where there are no more than are sampled, it is the whole
 * truth. The model moves during an epoch, and what the gradients change by that
 * counts as straying, too.
 *
 * What random orders of the same vectors would stray is measured, too, on a sample
 * ({@linkcode RandomOrders}): of such figures, nine of ten lie from `low` to `high`,
 * so nothing tells an order that lies there from a random one.
 *
 * It costs one access to memory for each sampled coordinate of a vector, whatever
 * the vector's length.
 *
 * @example
 * ```ts
 * import { HerdingMonitor } from "./herding_monitor.ts";
 *
 * const monitor = new HerdingMonitor({ dimension: 1, seed: 7 });
 * for (const value of [1, 1, -1, -1]) {
 *   monitor.add(Float32Array.of(value));
 *   monitor.endStep();
 * }
 * monitor.finish().infinity; // 2
 * ```
 */
export class HerdingMonitor {
  readonly #dimension: number;
  readonly #indices: Uint32Array;
  readonly #values: Float32Array;
  readonly #prefix: Float64Array;
  readonly #orders: RandomOrders;
  #hulls: PathHull[] = [];
  #instants: { vectors: number; prefix: Float64Array }[] = [];
  #stride = 1;
  #steps = 0;
  #vectors = 0;

  /**
   * Starts an epoch.
   *
   * @param options.dimension length of the vectors
   * @param options.seed decides which coordinates are sampled
   * @param options.coordinates how many; default 64
   */
  constructor(
    options: { dimension: number; seed: number; coordinates?: number },
  ) {
    const { dimension, seed, coordinates = COORDINATES } = options;
    this.#dimension = dimension;
    this.#indices = sample(dimension, coordinates, seed);
    const k = this.#indices.length;
    this.#values = new Float32Array(k);
    this.#prefix = new Float64Array(k);
    this.#orders = new RandomOrders(k, new Random("random orders", seed));
    this.#begin();
  }

  /** Takes in a gradient, or the update made of it: a factor common to all changes nothing but the scale. */
  add(vector: Vector): void {
    valuesAt(vector, this.#indices, this.#values);
    for (let k = 0; k < this.#values.length; k++) {
      this.#prefix[k]! += this.#values[k]!;
    }
    this.#orders.add(this.#values);
    this.#vectors++;
  }

  /** A step of all workers is complete: the bound looks at these instants only. */
  endStep(): void {
    const prefix = this.#prefix, vectors = this.#vectors;
    for (let k = 0; k < prefix.length; k++) {
      this.#hulls[k]!.add(vectors, prefix[k]!);
    }
    if (++this.#steps % this.#stride !== 0) return;
    this.#instants.push({ vectors, prefix: prefix.slice() });
    if (this.#instants.length < INSTANTS) return;
    this.#instants = this.#instants.filter((_, k) => k % 2 === 1);
    this.#stride *= 2;
  }

  /** What the epoch came to; begins the next one. */
  finish(): Herding {
    const vectors = this.#vectors, k = this.#indices.length;
    const mean = this.#prefix.map((sum) => sum / Math.max(1, vectors));
    const infinity = Math.max(
      0,
      ...this.#hulls.map((hull, j) => hull.reach(mean[j]!)),
    );
    let square = 0;
    for (const { vectors, prefix } of this.#instants) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += (prefix[j]! - vectors * mean[j]!) ** 2;
      square = Math.max(square, sum);
    }
    const scale = k === 0 ? 0 : this.#dimension / k;
    const random = this.#orders.finish(this.#steps);
    this.#begin();
    return {
      infinity,
      euclidean: Math.sqrt(square * scale),
      ...random,
      coordinates: k,
      vectors,
    };
  }

  #begin(): void {
    this.#prefix.fill(0);
    this.#hulls = Array.from(this.#indices, () => new PathHull());
    this.#instants = [];
    this.#stride = 1;
    this.#steps = 0;
    this.#vectors = 0;
  }
}

/** Different coordinates, increasing. */
function sample(dimension: number, count: number, seed: number): Uint32Array {
  const random = new Random("coordinates", seed);
  if (2 * count >= dimension) {
    return permutation(dimension, random).slice(0, count).sort();
  }
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.below(dimension));
  return Uint32Array.from(chosen).sort();
}
