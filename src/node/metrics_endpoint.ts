import { type Address, METRICS, parseAddress } from "../dashboard/address.ts";
import { loopbackGuard, refusal, tokenGuard } from "../dashboard/guard.ts";
import { DashboardError } from "../dashboard/mod.ts";
import { listen, reachableAddress } from "../dashboard/listen.ts";
import type { TelemetryRecord, TelemetrySink } from "../telemetry/mod.ts";
import { PrometheusSink } from "../telemetry/prometheus/mod.ts";

/** Where the token is that other machines need. */
const TOKEN = "DROVER_METRICS_TOKEN";

/** Letters of a token that nobody guesses. */
const TOKEN_LENGTH = 16;

/**
 * Serves a peer's figures for Prometheus, and nothing else: whoever may scrape need not see
 * the dashboard. Like that, it answers other machines only with a token.
 */
export class MetricsEndpoint implements TelemetrySink {
  /** Address of the page. */
  readonly url: string;
  readonly #page = new PrometheusSink();
  readonly #abort = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(address: Address, token: string | undefined) {
    const port = () => this.#server.addr.port;
    const guard = token === undefined ? loopbackGuard : tokenGuard(token, port);
    const why = token === undefined
      ? "Metrics answer to localhost and 127.0.0.1 only"
      : `Metrics need the token in ${TOKEN}, sent as Authorization: Bearer TOKEN`;
    const answer = (request: Request) =>
      guard(request) ? refusal(why, 403) : this.#answer(request);
    this.#server = listen(
      address,
      (request) => Promise.resolve(answer(request)),
      this.#abort.signal,
      METRICS.what,
    );
    const host = reachableAddress(address.hostname);
    this.url = `http://${host}:${port()}/metrics`;
  }

  /**
   * Begins to serve.
   *
   * @throws {DashboardError} If the address cannot be read or used, or lacks a token
   */
  static start(where: true | number | string): MetricsEndpoint {
    const address = parseAddress(where, METRICS);
    return new MetricsEndpoint(
      address,
      address.isLoopback ? undefined : readToken(address),
    );
  }

  /** Takes one record. */
  write(record: TelemetryRecord): void {
    this.#page.write(record);
  }

  /** Serves no longer. */
  async close(): Promise<void> {
    // A scraper keeps its connection open.
    this.#abort.abort();
    await this.#server.finished;
  }

  #answer(request: Request): Response {
    if (new URL(request.url).pathname === "/metrics") {
      return this.#page.respond(request);
    }
    return refusal("There is nothing here; metrics are at /metrics", 404);
  }
}

function readToken({ hostname }: Address): string {
  const token = Deno.env.get(TOKEN);
  if (token !== undefined && token.length >= TOKEN_LENGTH) return token;
  throw new DashboardError(
    `Metrics at ${hostname} need a token, so that not everybody in the network reads them: set ${TOKEN} to ${TOKEN_LENGTH} letters or more, and give Prometheus the same as authorization credentials`,
  );
}
