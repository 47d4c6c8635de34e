import {
  INSTRUMENTS,
  type Source,
  type SourceName,
  sourceOf,
} from "../metrics/mod.ts";
import type { NodeFigures } from "../figures.ts";
import type { TelemetryRecord, TelemetrySink } from "../records.ts";
import { fileVersion, summaryEvent } from "./event.ts";
import { EventFile } from "./event_file.ts";
import type { Message } from "./message.ts";
import { settings } from "./settings.ts";
import { Sparse } from "./sparse.ts";
import { text } from "./summary_value.ts";
import { Values } from "./values.ts";

/** Not for charts: words, and what is 1 or 0 for each of several words. */
const NO_CHART = new Set(["drover.info", "drover.training.phase"]);

/**
 * Writes event files for TensorBoard. The horizontal axis counts the units of data, or
 * mini-batches, in the model, everyone's: it is the same for all peers.
 *
 * @example
 * ```ts ignore
 * const sink = await TensorBoardSink.create("runs/a");
 * const peer = await startPeer({ task: "examples/digits.ts" });
 * peer.record(sink);
 * ```
 */
export class TensorBoardSink implements TelemetrySink {
  readonly #file: EventFile;
  /** What is sampled; the table of members is large. */
  readonly #sampled: Partial<Record<SourceName, Sparse>> = {
    figures: new Sparse(1),
    members: new Sparse(10),
  };
  readonly #values = new Values();
  #startedAt = Date.now();
  #drover: string | undefined;
  #units = 1;
  #ready: Extract<TelemetryRecord, { type: "ready" }> | undefined;
  #progress = 0;

  private constructor(file: EventFile) {
    this.#file = file;
    file.append(fileVersion(Date.now() / 1000));
  }

  /**
   * Begins a file in a folder, which is made where it is missing.
   *
   * @throws Deno's error, if it cannot be written
   */
  static async create(directory: string): Promise<TensorBoardSink> {
    return new TensorBoardSink(await EventFile.create(directory));
  }

  /**
   * Takes one record.
   *
   * @throws What kept earlier ones from being written
   */
  write(record: TelemetryRecord): void {
    const source = sourceOf(record);
    if (record.type === "log") {
      this.#startedAt = Date.parse(record.startedAt);
      this.#drover = record.drover;
    }
    if (record.type === "ready") {
      this.#units = record.units;
      this.#ready = record;
    }
    if (source === undefined) return;
    if (source.name === "figures") {
      this.#progress = source.value.progress;
      this.#tellSettings(source.value, record.time);
    }
    const isLast = record.type === "summary";
    const isDue = this.#sampled[source.name]?.isDue(record.time) ?? true;
    if (isDue || isLast) this.#chart(source, record.time);
  }

  /** Writes what is still to be written, and closes the file. */
  close(): Promise<void> {
    return this.#file.close();
  }

  /** Once, when both parts of it are known. */
  #tellSettings(figures: NodeFigures, time: number): void {
    if (this.#ready === undefined) return;
    const said = { ...this.#ready, drover: this.#drover };
    this.#append(time, this.#progress, [
      text("settings", settings(said, figures)),
    ]);
    this.#ready = undefined;
  }

  #chart({ name, value }: Source, time: number): void {
    const values = INSTRUMENTS
      .filter((each) => each.from === name && !NO_CHART.has(each.name))
      .flatMap((instrument) => this.#values.of(instrument, value));
    // An evaluation and the end of an epoch say themselves how far the model was.
    const progress = name === "epoch" || name === "validation"
      ? value.epoch
      : this.#progress;
    if (values.length > 0) this.#append(time, progress, values);
  }

  #append(time: number, progress: number, values: Message[]): void {
    const wallTime = this.#startedAt / 1000 + time;
    const step = Math.max(0, Math.round(progress * this.#units));
    this.#file.append(summaryEvent({ wallTime, step }, values));
  }
}
