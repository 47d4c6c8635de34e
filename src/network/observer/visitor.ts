import "../broadcast_channel_shim.ts";
import type { Connection, Libp2p, Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { messageOf } from "../errors.ts";
import {
  type Hello,
  HELLO_PROTOCOL,
  HelloStream,
  observe,
  PROTOCOL_VERSION,
} from "../hello.ts";
import { createHost } from "../host.ts";
import { stopWithoutLeftovers } from "../leftovers.ts";
import { afterOwnTime } from "../../time/mod.ts";
import type { JsonObject } from "../types.ts";
import { WireMeter } from "../wire_meter.ts";

/** How long a peer with a smaller id may take to open the hello, in milliseconds: not every libp2p program does. */
const OPENS_WITHIN = 1500;

/** What a peer says of itself to whoever visits it. */
export interface PeerHello {
  /** Version of the protocols. */
  version: number;
  /** Name of its swarm. */
  swarm: string;
  /** Hash of its manifest, hex. */
  manifestHash: string;
  /** Its manifest. */
  manifest: JsonObject;
  /** What else it tells, such as its name. */
  details: JsonObject;
  /** Multiaddrs that it listens on. */
  addresses: string[];
}

/** How a visit went. */
export type Visit =
  | {
    kind: "met";
    /** The peer's id. */
    peer: string;
    /** What it said. */
    hello: PeerHello;
    /** The version of the protocols that this side speaks. */
    ourVersion: number;
    /** How far its wall clock is ahead of this machine's, ms; undefined where it does not say. */
    clockAhead: number | undefined;
    /** How far off that may be, ms. */
    clockWithin: number;
  }
  /** It is a libp2p program, but none of Drover's. */
  | { kind: "not-drover"; peer: string }
  /** It is there, but the connection could not be secured. */
  | { kind: "no-handshake"; reason: string }
  /** It was secured, and broke off or stayed silent before the hello. */
  | { kind: "no-hello"; peer: string; reason: string };

/**
 * Visits peers: hears their hello and leaves. To them a visitor is a stranger:
 * it is no member, is told nothing, and nobody waits for it.
 */
export class Visitor {
  readonly #host: Libp2p;
  readonly #arrivals = new Map<string, PromiseWithResolvers<Stream>>();

  private constructor(host: Libp2p) {
    this.#host = host;
  }

  /**
   * Makes a visitor with an identity of its own, new each time, that listens nowhere.
   *
   * @param secret Contents of the swarm's pre-shared key file, checked.
   */
  static async create(secret?: Uint8Array): Promise<Visitor> {
    const host = await createHost({
      seed: crypto.getRandomValues(new Uint8Array(32)),
      listen: [],
      discovery: undefined,
      meter: new WireMeter(),
      onArriving: () => {},
      ...(secret === undefined ? {} : { secret }),
    });
    const visitor = new Visitor(host);
    await host.handle(HELLO_PROTOCOL, ({ stream, connection }) => {
      visitor.#arrival(`${connection.remotePeer}`).resolve(stream);
    });
    await host.start();
    return visitor;
  }

  /**
   * Visits whoever is at an address.
   *
   * @param address A multiaddr with a host and a TCP port; an id in it is passed over.
   * @param within How long all of it may take, ms in which this process runs.
   */
  async visit(address: string, within: number): Promise<Visit> {
    const late = new AbortController();
    const callOff = afterOwnTime(within, () => late.abort());
    try {
      return await this.#go(address, within, late.signal);
    } finally {
      callOff();
    }
  }

  /** Ends it. */
  async close(): Promise<void> {
    await stopWithoutLeftovers(this.#host);
  }

  async #go(
    address: string,
    within: number,
    signal: AbortSignal,
  ): Promise<Visit> {
    const from = Date.now();
    let connection: Connection;
    try {
      const bare = address.replace(/\/p2p\/.*$/, "");
      connection = await this.#host.dial(multiaddr(bare), { signal });
    } catch (error) {
      const reason = signal.aborted
        ? `no answer within ${within / 1000} s`
        : messageOf(error);
      return { kind: "no-handshake", reason };
    }
    try {
      return await this.#hear(connection, from, signal);
    } finally {
      this.#arrivals.delete(`${connection.remotePeer}`);
      await connection.close().catch((error) => connection.abort(error));
    }
  }

  async #hear(
    connection: Connection,
    from: number,
    signal: AbortSignal,
  ): Promise<Visit> {
    const peer = `${connection.remotePeer}`;
    try {
      const stream = await this.#stream(connection);
      const abort = () => stream.abort();
      signal.addEventListener("abort", abort);
      stream.say(observe());
      const hello = await stream.readHello();
      const to = Date.now();
      signal.removeEventListener("abort", abort);
      stream.end();
      return {
        kind: "met",
        peer,
        hello: asTold(hello),
        ourVersion: PROTOCOL_VERSION,
        clockAhead: hello.clock && hello.clock - (from + to) / 2,
        clockWithin: (to - from) / 2,
      };
    } catch (error) {
      return (error as Error)?.name === "UnsupportedProtocolError"
        ? { kind: "not-drover", peer }
        : { kind: "no-hello", peer, reason: messageOf(error) };
    }
  }

  /** The hello stream, which the peer with the smaller id opens. */
  async #stream(connection: Connection): Promise<HelloStream> {
    const peer = `${connection.remotePeer}`;
    if (`${this.#host.peerId}` > peer) {
      const { promise } = this.#arrival(peer);
      const late = Promise.withResolvers<undefined>();
      const callOff = afterOwnTime(
        OPENS_WITHIN,
        () => late.resolve(undefined),
      );
      const stream = await Promise.race([promise, late.promise]);
      callOff();
      if (stream !== undefined) return new HelloStream(stream);
    }
    return await HelloStream.open(connection);
  }

  #arrival(peer: string): PromiseWithResolvers<Stream> {
    const known = this.#arrivals.get(peer);
    if (known !== undefined) return known;
    const fresh = Promise.withResolvers<Stream>();
    this.#arrivals.set(peer, fresh);
    return fresh;
  }
}

function asTold(hello: Hello): PeerHello {
  const { version, swarm, manifestHash, manifest, details, addresses } = hello;
  return { version, swarm, manifestHash, manifest, details, addresses };
}
