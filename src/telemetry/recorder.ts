import config from "../../deno.json" with { type: "json" };
import {
  RECORD_VERSION,
  type RecordFields,
  type TelemetryRecord,
  type TelemetrySink,
} from "./records.ts";
import { settlesWithin } from "../time/mod.ts";

/** How long a sink may take to close, ms in which this process runs. */
const CLOSING_MS = 5000;

/** Most records that are kept for sinks that come later, where nobody says that none will. */
const MOST_OPENING = 1024;

/** How a recording is made. */
export interface RecorderOptions {
  /** A clock that does not go back, ms. Default: this machine's; a simulation's for virtual time. */
  now?: () => number;
  /** The instant of time 0. Default: now. */
  startedAt?: Date;
  /** Whether time is virtual. Default false. */
  simulated?: boolean;
  /** What is recorded, such as `churn, seed 7`. */
  about?: string;
  /** Is told, in words for people, what keeps a sink from working: once for each. */
  onProblem?: (problem: string) => void;
}

/**
 * Hands records to sinks, all with the same clock. A sink that fails is told of
 * once, and harms nobody else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Recorder } from "./recorder.ts";
 *
 * const types: string[] = [];
 * const recorder = new Recorder();
 * recorder.add({ write: ({ type }) => types.push(type) });
 * recorder.write({ type: "notice", text: "It rains" });
 * assertEquals(types, ["log", "notice"]);
 * ```
 */
export class Recorder {
  readonly #now: () => number;
  readonly #onProblem: (problem: string) => void;
  readonly #began: number;
  readonly #sinks = new Set<TelemetrySink>();
  readonly #failed = new Set<TelemetrySink>();
  readonly #opening: TelemetryRecord[] = [];
  #isOpening = true;
  #isClosed = false;
  #turnout = 0;

  /** Begins a recording: its time 0 is now. */
  constructor(
    {
      now = () => performance.now(),
      startedAt = new Date(),
      simulated = false,
      about,
      onProblem = () => {},
    }: RecorderOptions = {},
  ) {
    this.#now = now;
    this.#onProblem = onProblem;
    this.#began = now();
    this.write({
      type: "log",
      version: RECORD_VERSION,
      drover: config.version,
      startedAt: startedAt.toISOString(),
      simulated,
      ...(about === undefined ? {} : { about }),
    });
  }

  /** Seconds since the recording began, to the millisecond. */
  get seconds(): number {
    return Math.round(this.#now() - this.#began) / 1000;
  }

  /** Whether all sinks were closed, so that nobody hears any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Those that records go to. */
  get sinks(): ReadonlySet<TelemetrySink> {
    return this.#sinks;
  }

  /** How often somebody has come or gone: rows of members are due when it changes. */
  get turnout(): number {
    return this.#turnout;
  }

  /**
   * Adds a sink. It gets the `log` record, and whatever else came before
   * {@linkcode Recorder.endOpening}, at once.
   *
   * @returns What takes it away again, without closing it
   */
  add(sink: TelemetrySink): () => void {
    this.#sinks.add(sink);
    for (const record of this.#opening) this.hand(sink, record);
    return () => this.#sinks.delete(sink);
  }

  /** From here on, a sink that is added is told only of what comes. */
  endOpening(): void {
    this.#isOpening = false;
  }

  /**
   * Hands a record of this moment to all sinks.
   *
   * @param observer Public key (hex) of the peer that tells, where several are recorded together
   */
  write(fields: RecordFields, observer?: string): void {
    const record = this.stamp(fields, observer);
    if (fields.type.startsWith("member-")) this.#turnout++;
    if (this.#isOpening) this.#opening.push(record);
    if (this.#opening.length >= MOST_OPENING) this.endOpening();
    for (const sink of this.#sinks) this.hand(sink, record);
  }

  /** A record of this moment. */
  stamp(fields: RecordFields, observer?: string): TelemetryRecord {
    const { type } = fields;
    const head = { type, time: this.seconds };
    if (observer === undefined) return Object.assign(head, fields);
    return Object.assign(head, { observer }, fields);
  }

  /** Hands a record to one sink. */
  hand(sink: TelemetrySink, record: TelemetryRecord): void {
    try {
      sink.write(record);
    } catch (error) {
      this.#tell(sink, error);
    }
  }

  /** Closes all sinks, and waits until they have written everything, for 5 s at most. */
  async close(): Promise<void> {
    const sinks = [...this.#sinks];
    this.#sinks.clear();
    this.#isClosed = true;
    await Promise.all(sinks.map(async (sink) => {
      try {
        await inTime(sink.close?.());
      } catch (error) {
        this.#tell(sink, error);
      }
    }));
  }

  #tell(sink: TelemetrySink, error: unknown): void {
    if (this.#failed.has(sink)) return;
    this.#failed.add(sink);
    const why = error instanceof Error ? error.message : String(error);
    this.#onProblem(`Training goes on, but is not recorded in full: ${why}`);
  }
}

/** Waits for a sink to close, but not for ever. */
async function inTime(closing: Promise<void> | undefined): Promise<void> {
  if (closing !== undefined && !await settlesWithin(closing, CLOSING_MS)) {
    throw new Error(`A sink has not closed within ${CLOSING_MS / 1000} s`);
  }
  await closing;
}
