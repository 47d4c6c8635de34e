import type { Recorder } from "./recorder.ts";
import type { RecordFields, TelemetryRecord } from "./records.ts";

/** What is known of a process that records. */
interface Voice {
  /** Its public key, once it has said so. */
  observer?: string;
  /** What it said before. */
  early: RecordFields[];
}

/**
 * Makes one stream of what several processes record: with one clock, and with the
 * key of whoever tells.
 */
export class Relay {
  readonly #recorder: Recorder;
  readonly #voices = new Map<string, Voice>();

  /** Hands everything on to a recorder. */
  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /**
   * Takes in a record.
   *
   * @param process What tells the process from others
   */
  hear(process: string, record: TelemetryRecord): void {
    // There is one recording, and it has its own.
    if (record.type === "log") return;
    const { time: _, ...fields } = record;
    let voice = this.#voices.get(process);
    if (voice === undefined) this.#voices.set(process, voice = { early: [] });
    if (record.type === "ready") voice.observer = record.peer;
    if (voice.observer === undefined) {
      voice.early.push(fields);
      return;
    }
    for (const early of voice.early.splice(0)) this.#write(early, voice);
    this.#write(fields, voice);
  }

  /** Hands on what was said by those who never said who they are. */
  end(): void {
    for (const voice of this.#voices.values()) {
      for (const early of voice.early.splice(0)) this.#write(early, voice);
    }
  }

  #write(fields: RecordFields, { observer }: Voice): void {
    this.#recorder.write(fields, observer);
  }
}
