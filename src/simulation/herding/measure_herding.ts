import { nextOrder } from "../../ordering/mod.ts";
import { permutation, Random } from "../../random/mod.ts";
import {
  exact,
  independent,
  late,
  type Method,
  stale,
  unsigned,
} from "./methods.ts";
import { UnitVectors } from "./unit_vectors.ts";

/** What is measured. */
export interface HerdingOptions {
  /** Numbers of workers, m, one after the other. */
  readonly workers: readonly number[];
  /** Length of the vectors, d. */
  readonly dimension: number;
  /** Vectors of all workers together, m n. */
  readonly units: number;
  /** Orders made from signs before the last is judged. */
  readonly epochs: number;
  /** Decides all chance. */
  readonly seed: number;
  /** The swarm in which stale and late signs are measured; default 16 workers of 8192 units, `false` for none. */
  readonly elastic?: { workers: number; units: number } | false;
}

/** What one way of ordering came to. */
export interface HerdingRow {
  /** Which one. */
  readonly method: string;
  /** Workers, m. */
  readonly workers: number;
  /** Units of each, n. */
  readonly units: number;
  /** The bound in the infinity norm: the median of the last five epochs, of all where orders are random. */
  readonly bound: number;
  /** The bounds that it is the median of. */
  readonly judged: readonly number[];
  /** The bound of each epoch; the first one's order is random. */
  readonly trace: readonly number[];
}

/** How far the measurement is. */
export interface HerdingProgress {
  /** From 0 to 1. */
  readonly part: number;
  /** A way of ordering that is done. */
  readonly row?: HerdingRow;
}

interface Task {
  method: string;
  workers: number;
  units: number;
  /** Undefined where each epoch's order is drawn anew. */
  sign: Method | undefined;
  /** What an epoch costs, roughly: visits of vectors by balancers. */
  cost: number;
}

const ELASTIC = { workers: 16, units: 8192 } as const;
const LATE = { part: 0.1, delay: 64 } as const;

/** Epochs at the end that are judged together: single ones differ by a tenth. */
const LAST = 5;

/**
 * The herding bound of CD-GraB, independent PairBalance and random reshuffling
 * over epochs, and of CD-GraB with signs against a stale sum and with late pairs,
 * by the balancers that peers have.
 *
 * Yields after each epoch, so that whoever asks may do other things, or stop.
 *
 * @example
 * ```ts
 * import { measureHerding } from "./measure_herding.ts";
 *
 * const options = { workers: [4], dimension: 3, units: 400, epochs: 6, seed: 1 };
 * for (const { row } of measureHerding({ ...options, elastic: false })) {
 *   if (row) console.log(row.method, row.bound);
 * }
 * ```
 */
export function* measureHerding(
  options: HerdingOptions,
): Generator<HerdingProgress> {
  const { dimension, epochs, seed } = options;
  const tasks = tasksOf(options);
  const all = tasks.reduce((sum, { cost }) => sum + cost, 0) * (epochs + 1);
  let vectors: UnitVectors | undefined;
  let done = 0;
  for (const { method, workers, units, sign, cost } of tasks) {
    if (vectors?.workers !== workers || vectors.units !== units) {
      vectors = undefined; // lets go of the memory first
      vectors = new UnitVectors({ workers, units, dimension, seed });
    }
    const random = new Random("orders", seed, method, workers);
    const draw = () =>
      Array.from({ length: workers }, () => [...permutation(units, random)]);
    let orders = draw();
    const trace: number[] = [];
    for (let epoch = 0; epoch <= epochs; epoch++) {
      // The last order is judged only.
      const step = epoch === epochs ? unsigned : sign ?? unsigned;
      const { bound, signs } = step(vectors, orders, random);
      trace.push(bound);
      orders = sign === undefined
        ? draw()
        : orders.map((order, i) => nextOrder(order, signs[i] ?? []));
      done += cost;
      yield { part: done / all };
    }
    const judged = trace.slice(sign === undefined ? 0 : -LAST);
    const bound = judged.toSorted((a, b) => a - b)[judged.length >> 1]!;
    const row = { method, workers, units, bound, judged, trace };
    yield { part: done / all, row };
  }
}

function tasksOf(options: HerdingOptions): Task[] {
  const tasks: Task[] = [];
  for (const workers of options.workers) {
    const units = Math.floor(options.units / workers);
    const cost = workers * units;
    const add = (method: string, sign: Method | undefined, cost: number) =>
      tasks.push({ method, workers, units, sign, cost });
    add("cd-grab", exact, 2 * cost);
    add("independent", independent, 2 * cost);
    add("random", undefined, cost);
  }
  if (options.elastic === false) return tasks;
  const { workers, units } = options.elastic ?? ELASTIC;
  const add = (method: string, sign: Method | undefined, each = 2) =>
    tasks.push({ method, workers, units, sign, cost: each * workers * units });
  add("cd-grab", exact);
  for (const delay of [2, 4, 8, 32]) {
    add(`stale by ${delay}`, stale(delay), 2 * workers);
  }
  add("late, folded", late({ ...LATE, isFolded: true }));
  add("late, not folded", late({ ...LATE, isFolded: false }));
  add("random", undefined, 1);
  return tasks;
}
