import type { TelemetryRecord } from "../telemetry/mod.ts";
import { describeRecord } from "../telemetry/words/describe_record.ts";
import { PeerNames } from "../telemetry/words/peer_names.ts";

/** Adds words to records, with the names that were learnt on the way. */
export class Describer {
  readonly #names = new PeerNames();

  /** The record, with words where it has any. */
  describe(record: TelemetryRecord): TelemetryRecord {
    this.#names.note(record);
    if (record.type === "ready" && record.observer === undefined) {
      this.#names.self = record.peer;
    }
    const description = describeRecord(record, this.#names);
    if (description === undefined) return record;
    const { text, tone } = description;
    return { ...record, words: text, tone };
  }
}
