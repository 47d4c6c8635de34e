import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { TelemetryRecord } from "../records.ts";

/** Most events of one epoch; OpenTelemetry's own limit. */
const MOST_EVENTS = 128;

/** What is told otherwise, or too often. */
const NO_EVENT: ReadonlySet<TelemetryRecord["type"]> = new Set([
  "log",
  "progress",
  "members",
  "published",
  // Its address may hold a token.
  "dashboard",
]);

/** A training as a trace: a span for each epoch, with what happened in it. */
export class Spans {
  readonly #tracer: Tracer;
  readonly #events: [record: TelemetryRecord, at: number][] = [];
  #training: { span: Span; context: Context } | undefined;

  /** @param tracer Where spans are begun */
  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Takes a record of an instant, ms since 1970. */
  take(record: TelemetryRecord, at: number): void {
    if (NO_EVENT.has(record.type)) return;
    if (record.type === "ready") {
      const attributes = attributesOf(record);
      const span = this.#tracer.startSpan("drover.training", {
        startTime: at,
        attributes,
      }, ROOT_CONTEXT);
      this.#training = { span, context: trace.setSpan(ROOT_CONTEXT, span) };
      return;
    }
    const { span } = this.#training ?? {};
    switch (record.type) {
      case "epoch":
        this.#epoch(record, at);
        return;
      case "error":
        span?.setStatus({
          code: SpanStatusCode.ERROR,
          message: record.message,
        });
        this.#tellEvents(span);
        span?.end(at);
        return;
      case "summary":
        this.#tellEvents(span);
        span?.setAttributes(attributesOf(record));
        span?.end(at);
        return;
      default:
        if (this.#events.length < MOST_EVENTS) this.#events.push([record, at]);
    }
  }

  #epoch(
    record: Extract<TelemetryRecord, { type: "epoch" }>,
    at: number,
  ): void {
    const span = this.#tracer.startSpan("drover.epoch", {
      startTime: at - 1000 * record.seconds,
      attributes: attributesOf(record),
    }, this.#training?.context ?? ROOT_CONTEXT);
    this.#tellEvents(span);
    span.end(at);
  }

  #tellEvents(span: Span | undefined): void {
    for (const [record, at] of this.#events.splice(0)) {
      span?.addEvent(`drover.${record.type}`, attributesOf(record), at);
    }
  }
}

/** What a record says in single words and numbers. */
function attributesOf(record: TelemetryRecord): Attributes {
  const { type: _, time: __, ...fields } = record;
  const said = Object.entries(fields).filter(([, value]) =>
    ["string", "number", "boolean"].includes(typeof value)
  );
  return Object.fromEntries(
    said.map(([key, value]) => [`drover.${snakeCase(key)}`, value]),
  );
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
