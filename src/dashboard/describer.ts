import type { TelemetryRecord } from "../telemetry/mod.ts";
import { describeEvent } from "../telemetry/words/describe_event.ts";
import { PeerNames } from "../telemetry/words/peer_names.ts";

/** Adds words to records, with the names that were learnt on the way. */
export class Describer {
  readonly #names = new PeerNames();

  /** The record, with words where it has any. */
  describe(record: TelemetryRecord): TelemetryRecord {
    switch (record.type) {
      case "members":
        for (const { peer, name } of record.members) {
          this.#names.set(peer, name);
        }
        return record;
      case "log":
      case "progress":
      case "published":
        return record;
      case "fault":
        return { ...record, words: record.text, tone: "warning" };
      case "error":
        return { ...record, words: record.message, tone: "warning" };
      case "summary":
        return {
          ...record,
          words: `${record.name} has ended: ${record.reason}`,
          tone: "good",
        };
      default: {
        this.#names.note(record);
        const { text, tone } = describeEvent(record, this.#names);
        return { ...record, words: text, tone };
      }
    }
  }
}
