import type { OptimizerSpec } from "../../optimizers/mod.ts";
import type { Contender } from "./contender.ts";
import { REACH, smoothed } from "./curves.ts";
import type { Law } from "./law.ts";
import type { ClockThreads } from "./threads.ts";
import type { ClockRequest, ClockRun } from "./train_on_clock.ts";

/** How runs are made. */
export interface RunOptions {
  /** Peers, P. */
  readonly peers: number;
  /** Passes over the data that fit in where nobody waits: they set the horizon. */
  readonly epochs: number;
  /** Stretches of time that the loss is looked at after. */
  readonly stretches: number;
  /** Stretches that runs go on beyond, so that there is a time for who comes late. */
  readonly beyond: number;
  /** What makes steps, at any constant rate. */
  readonly optimizer: OptimizerSpec;
  /** The first seed. */
  readonly seed: number;
  /** Told what part of the runs known to be needed has been made. */
  readonly onProgress?: (made: number, needed: number) => void;
}

/** One contender at one rate. */
export interface Entry {
  /** Who. */
  readonly contender: Contender;
  /** The learning rate at the beginning. */
  readonly rate: number;
  /** Epochs that a decaying rate is planned for. */
  readonly epochs?: number;
}

/** Seeds that rates are chosen by begin so far from those that are shown. */
const TUNING = 1_000_000;

/** Makes runs under one law, and finds their losses in excess of F*. */
export class Runs {
  /** The time that contenders are compared at, virtual s. */
  readonly seconds: number;
  readonly #threads: ClockThreads;
  readonly #law: Law;
  readonly #options: RunOptions;
  readonly #progress: { made: number; needed: number };

  /**
   * Sets the horizon.
   *
   * @param progress counts the runs of all laws
   */
  constructor(
    threads: ClockThreads,
    law: Law,
    options: RunOptions,
    progress: { made: number; needed: number },
  ) {
    const { peers, epochs } = options;
    this.seconds = epochs * threads.facts.units / law.throughput(peers);
    this.#threads = threads;
    this.#law = law;
    this.#options = options;
    this.#progress = progress;
  }

  /** One run of each entry with each of so many seeds that rates are chosen by. */
  tune(entries: readonly Entry[], seeds: number): Promise<ClockRun[][]> {
    // As far beyond as a loss without its jitter takes.
    return this.#make(entries, this.#options.seed + TUNING, seeds, REACH);
  }

  /** One run of each entry with each of so many seeds that are shown. */
  show(entries: readonly Entry[], seeds: number): Promise<ClockRun[][]> {
    const { seed, beyond } = this.#options;
    return this.#make(entries, seed, seeds, beyond);
  }

  /** The loss in excess of F*, or the loss where F* is not known, without its jitter. */
  curve({ losses }: ClockRun): number[] {
    const { optimum = 0 } = this.#threads;
    return smoothed(losses.map((loss) => loss - optimum));
  }

  /** The same at the time that contenders are compared at. */
  final(run: ClockRun): number {
    return this.curve(run)[this.#options.stretches]!;
  }

  async #make(
    entries: readonly Entry[],
    first: number,
    seeds: number,
    beyond: number,
  ): Promise<ClockRun[][]> {
    const progress = this.#progress;
    const requests = entries.flatMap((entry) =>
      Array.from(
        { length: seeds },
        (_, i) => ({ ...this.#request(entry, first + i), beyond }),
      )
    );
    progress.needed += requests.length;
    const runs = await this.#threads.train(requests, () => {
      progress.made++;
      this.#options.onProgress?.(progress.made, progress.needed);
    });
    return entries.map((_, i) => runs.slice(i * seeds, (i + 1) * seeds));
  }

  #request(
    { contender, rate, epochs }: Entry,
    seed: number,
  ): Omit<ClockRequest, "beyond"> {
    const { peers, stretches, optimizer } = this.#options;
    const { variant, k, decays } = contender;
    return {
      law: this.#law.name,
      variant,
      k: k!,
      optimizer: {
        ...optimizer,
        learningRate: rate,
        schedule: { kind: decays ? "linear" : "constant" },
      },
      ...(epochs === undefined ? {} : { epochs }),
      peers,
      horizon: 1000 * this.seconds,
      stretches,
      seed,
    };
  }
}
