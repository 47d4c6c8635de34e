import { INSTRUMENTS, Latest } from "../metrics/mod.ts";
import type { TelemetryRecord, TelemetrySink } from "../records.ts";
import { exposition, type Format } from "./exposition.ts";
import { CONTENT_TYPES, negotiate } from "./negotiate.ts";

/**
 * Keeps the newest of what a peer tells, for a Prometheus that comes and asks.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { PrometheusSink } from "./prometheus_sink.ts";
 *
 * const sink = new PrometheusSink();
 * const validation = { epoch: 1, loss: 0.25, metrics: { accuracy: 0.9 } };
 * sink.write({ type: "validation", time: 1, peer: "", validation });
 * const page = await sink.respond(new Request("http://localhost/metrics")).text();
 * assertStringIncludes(page, 'drover_validation_metric{metric="accuracy"} 0.9\n');
 * ```
 */
export class PrometheusSink implements TelemetrySink {
  readonly #latest = new Latest();

  /** Takes one record. */
  write(record: TelemetryRecord): void {
    this.#latest.note(record);
  }

  /** The page of this moment. */
  page(format: Format): string {
    return exposition(INSTRUMENTS, this.#latest.sources, format);
  }

  /** Answers a scraper, in the format that it asks for. */
  respond(request: Request): Response {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Metrics can only be read\n", {
        status: 405,
        headers: { allow: "GET, HEAD" },
      });
    }
    const format = negotiate(request.headers.get("accept"));
    return new Response(request.method === "HEAD" ? null : this.page(format), {
      headers: {
        "content-type": CONTENT_TYPES[format],
        "cache-control": "no-store",
      },
    });
  }
}
