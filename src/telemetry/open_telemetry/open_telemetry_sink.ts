import { metrics, trace } from "@opentelemetry/api";
import config from "../../../deno.json" with { type: "json" };
import { INSTRUMENTS, Latest, sourceOf } from "../metrics/mod.ts";
import type { TelemetryRecord, TelemetrySink } from "../records.ts";
import { Measuring } from "./measuring.ts";
import { Spans } from "./spans.ts";

/** What our instruments and spans are told apart from others' by. */
const SCOPE = "drover";

/**
 * Hands a peer's figures to OpenTelemetry as metrics, its epochs as spans, and its events
 * as events of those. Whoever has registered providers exports them: Deno does with
 * `OTEL_DENO=true`.
 *
 * The instruments are synchronous, as Deno leaves out observable ones when it exports a
 * last time at the end: a short training would be told of by nothing else.
 */
export class OpenTelemetrySink implements TelemetrySink {
  readonly #latest = new Latest();
  readonly #spans = new Spans(trace.getTracer(SCOPE, config.version));
  readonly #meter = metrics.getMeter(SCOPE, config.version);
  #measuring: Measuring | undefined;
  #startedAt = Date.now();

  /** Takes one record. */
  write(record: TelemetryRecord): void {
    this.#latest.note(record);
    if (record.type === "log") this.#startedAt = Date.parse(record.startedAt);
    if (record.type === "ready") {
      const { swarm, name } = record;
      const who = { "drover.swarm": swarm, "drover.observer": name };
      this.#measuring = new Measuring(this.#meter, who);
    }
    this.#measure(record);
    this.#spans.take(record, this.#startedAt + 1000 * record.time);
  }

  #measure(record: TelemetryRecord): void {
    const source = sourceOf(record);
    if (source === undefined || this.#measuring === undefined) return;
    const { sources: { events } } = this.#latest;
    for (const instrument of INSTRUMENTS) {
      if (instrument.from === source.name) {
        this.#measuring.record(instrument, source.value);
      } else if (instrument.from === "events" && events !== undefined) {
        this.#measuring.record(instrument, events);
      }
    }
  }
}
