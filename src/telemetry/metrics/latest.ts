import type { TelemetryRecord } from "../records.ts";
import { sourceOf, type Sources } from "./sources.ts";

/** Records that are samples, or frame the others: no events. */
const NO_EVENTS: ReadonlySet<TelemetryRecord["type"]> = new Set([
  "log",
  "progress",
  "members",
  "summary",
]);

/** The newest of what a stream has told, for whoever comes and asks. */
export class Latest {
  readonly #sources: Partial<Sources> = {};
  readonly #events = new Map<string, number>();
  #members: TelemetryRecord & { type: "members" } | undefined;

  /** Takes in one record. */
  note(record: TelemetryRecord): void {
    if (!NO_EVENTS.has(record.type)) {
      this.#events.set(record.type, (this.#events.get(record.type) ?? 0) + 1);
    }
    // Rows get their labels when somebody asks.
    if (record.type === "members") {
      this.#members = record;
      return;
    }
    const source = sourceOf(record);
    if (source === undefined) return;
    Object.assign(this.#sources, { [source.name]: source.value });
  }

  /** All that is known at this moment. */
  get sources(): Partial<Sources> {
    const members = this.#members && sourceOf(this.#members);
    return {
      ...this.#sources,
      ...(members === undefined ? {} : { [members.name]: members.value }),
      ...(this.#events.size === 0 ? {} : { events: this.#events }),
    };
  }
}
