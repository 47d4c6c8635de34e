import type { TelemetryRecord, TelemetrySink } from "../telemetry/mod.ts";
import { settlesWithin } from "../time/mod.ts";
import { type Address, parseAddress } from "./address.ts";
import { type Assets, loadAssets } from "./assets.ts";
import { Channel } from "./channel.ts";
import { Describer } from "./describer.ts";
import { eventStream } from "./event_stream.ts";
import {
  createToken,
  type Guard,
  loopbackGuard,
  refusal,
  refuseStrangers,
  tokenGuard,
} from "./guard.ts";
import { securityHeaders } from "./headers.ts";
import { DEFAULT_BUDGET, type HistoryOptions } from "./history.ts";
import { listen, reachableAddress } from "./listen.ts";

/** Answers a request. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** Settings of a dashboard. */
export interface DashboardOptions extends HistoryOptions {
  /** Where to serve it: `true` for the usual place, a port of the loopback interface, or `host:port`. */
  address: true | number | string;
  /** Whether it shows a recorded run. Default false. */
  isReplay?: boolean;
  /** Seconds of a recorded run in a second: each page plays it from its beginning. Absent: pages show all of it. */
  speed?: number;
}

/** How many pages may follow a run at a time; each costs a connection. */
const PAGES = 64;

/** How long pages may take to take in the last of it, ms in which this process runs. */
const FAREWELL = 1000;

/**
 * Serves what a person watches: one page, and the records that it shows as server-sent
 * events. Nothing can be changed through it.
 *
 * Whoever can reach only this machine's loopback interface needs no token; where it is served
 * to others, the address that is printed has one.
 */
export class Dashboard implements TelemetrySink {
  /** Where a person finds it, with the token where it needs one. */
  readonly url: string;
  readonly #assets: Assets;
  readonly #headers: Record<string, string>;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #guard: Guard;
  readonly #isReplay: boolean;
  readonly #options: DashboardOptions;
  readonly #routes = new Map<string, Handler>();
  readonly #abort = new AbortController();
  /** Answers under way, each until all of it was taken or its reader is gone. */
  readonly #answers = new Set<Promise<void>>();
  #channels: Channel[] = [];
  #describer = new Describer();
  #pages = 0;

  private constructor(
    assets: Assets,
    address: Address,
    options: DashboardOptions,
  ) {
    this.#assets = assets;
    this.#headers = securityHeaders(assets.scriptHash, address.isLoopback);
    this.#isReplay = options.isReplay ?? false;
    this.#options = options;
    const token = address.isLoopback ? undefined : createToken();
    this.#guard = token === undefined
      ? loopbackGuard
      : tokenGuard(token, () => this.#server.addr.port);
    this.#server = listen(
      address,
      (request, { completed }) => {
        const taken = completed.catch(() => {})
          .finally(() => this.#answers.delete(taken));
        this.#answers.add(taken);
        return this.#answer(request);
      },
      this.#abort.signal,
    );
    const host = reachableAddress(address.hostname);
    const query = token === undefined ? "" : `?token=${token}`;
    this.url = `http://${host}:${this.#server.addr.port}/${query}`;
  }

  /**
   * Begins to serve.
   *
   * @throws {DashboardError} If the address cannot be read, or used
   */
  static async start(options: DashboardOptions): Promise<Dashboard> {
    const address = parseAddress(options.address);
    return new Dashboard(await loadAssets(), address, options);
  }

  /** Pages that follow a run at this moment. */
  get pages(): number {
    return this.#pages;
  }

  /** Takes a record; one of type `log` begins another run. */
  write(record: TelemetryRecord): void {
    if (record.type === "dashboard") return; // pages know where they are
    if (record.type === "log" && this.#channels.length > 0) this.#begin();
    this.#newest.write(this.#describer.describe(record));
  }

  /** Answers requests for a path by a handler: metrics, for example. They have passed the same guard. */
  mount(path: string, handler: Handler): void {
    this.#routes.set(path, handler);
  }

  /** Nothing more will come of the runs there are; pages keep what they have. */
  end(reason: string): void {
    for (const channel of this.#channels) channel.end(reason);
  }

  /** Tells pages that the run has ended, and serves no longer. */
  async close(): Promise<void> {
    this.end("The run has ended");
    await settlesWithin(Promise.all(this.#answers), FAREWELL);
    // Not shutdown(): it waits for those who have stopped to read, and cannot be aborted.
    this.#abort.abort();
    await this.#server.finished;
  }

  get #newest(): Channel {
    return this.#channels.at(-1) ?? this.#begin();
  }

  #begin(): Channel {
    const channel = new Channel(this.#options);
    this.#channels.push(channel);
    const { budget = DEFAULT_BUDGET } = this.#options;
    for (const { history } of this.#channels) {
      history.limit(budget / this.#channels.length);
    }
    this.#describer = new Describer();
    return channel;
  }

  async #answer(request: Request): Promise<Response> {
    const response = this.#guard(request) ?? refuseStrangers(request) ??
      await this.#route(request);
    for (const [name, value] of Object.entries(this.#headers)) {
      response.headers.set(name, value);
    }
    return response;
  }

  #route(request: Request): Response | Promise<Response> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return refusal("The dashboard is for looking at: only GET", 405, {
        allow: "GET, HEAD",
      });
    }
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/events") {
      return this.#events(request, searchParams.get("run"));
    }
    const mounted = this.#routes.get(pathname);
    if (mounted !== undefined) return mounted(request);
    const asset = this.#assets.get(pathname);
    if (asset === undefined) {
      return refusal("There is nothing here; the dashboard is at /", 404);
    }
    const { body, type, etag } = asset;
    const headers = { etag, "cache-control": "no-cache" };
    if (request.headers.get("if-none-match") === etag) {
      return new Response(null, { status: 304, headers });
    }
    return new Response(body, {
      headers: { ...headers, "content-type": type },
    });
  }

  /** A run, the newest one unless another is named (from 0), as server-sent events. */
  #events(request: Request, run: string | null): Response {
    if (this.#pages >= PAGES) {
      return refusal(
        `${PAGES} pages follow this run already, and no more may: close one`,
        503,
      );
    }
    const newest = this.#newest;
    const channel = run === null ? newest : this.#channels[Number(run)];
    if (channel === undefined) {
      return refusal(`There is no run ${run} here`, 404);
    }
    const hello = {
      isReplay: this.#isReplay,
      speed: this.#options.speed,
      run: this.#channels.indexOf(channel),
      runs: this.#channels.length,
    };
    if (request.method === "HEAD") return eventResponse(null);
    this.#pages++;
    const lastEventId = request.headers.get("last-event-id");
    const stream = eventStream(channel, { lastEventId, hello });
    return eventResponse(stream.pipeThrough(
      new TransformStream({
        flush: () => void this.#pages--,
        cancel: () => void this.#pages--,
      }),
    ));
  }
}

function eventResponse(body: ReadableStream<Uint8Array> | null): Response {
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    },
  });
}
