import type {
  Connection,
  Metrics,
  MultiaddrConnection,
} from "@libp2p/interface";

/** Counts the bytes that cross TCP sockets, encryption and framing included. */
export class WireMeter {
  /** Bytes handed to sockets. */
  sent = 0;
  /** Bytes that came from sockets. */
  received = 0;
  /** What crosses the open connections, by address. */
  readonly #byAddress = new Map<string, { sent: number; received: number }>();

  /** Bytes that have come over the open connection with an address, which may name its peer. */
  receivedFrom(address: string): number {
    return this.#byAddress.get(bare(address))?.received ?? 0;
  }

  /** What has crossed these open connections. */
  over(
    connections: readonly Pick<Connection, "remoteAddr">[],
  ): { bytesSent: number; bytesReceived: number } {
    let bytesSent = 0, bytesReceived = 0;
    const address = ({ remoteAddr }: Pick<Connection, "remoteAddr">) =>
      bare(remoteAddr.toString());
    for (const each of new Set(connections.map(address))) {
      const wire = this.#byAddress.get(each);
      bytesSent += wire?.sent ?? 0;
      bytesReceived += wire?.received ?? 0;
    }
    return { bytesSent, bytesReceived };
  }

  /**
   * libp2p shows each raw connection to its metrics before it encrypts it, so
   * that is where to count. The other metrics of libp2p are ignored.
   */
  asMetrics(): Metrics {
    const nothing = () => {};
    const metric = new Proxy({}, {
      get: (_, name) => name === "timer" ? () => nothing : nothing,
    });
    const own: Record<string, unknown> = {
      trackMultiaddrConnection: (raw: MultiaddrConnection) => this.#track(raw),
      trackProtocolStream: nothing,
      traceFunction: (_name: string, fn: unknown) => fn,
      createTrace: nothing,
    };
    return new Proxy({}, {
      get: (_, name) => {
        if (typeof name !== "string") return undefined;
        if (name in own) return own[name];
        return name.startsWith("register") ? () => metric : undefined;
      },
    }) as Metrics;
  }

  #track(raw: MultiaddrConnection): void {
    const { source, sink } = raw;
    const count = async function* <T extends { byteLength: number }>(
      chunks: AsyncIterable<T> | Iterable<T>,
      add: (bytes: number) => void,
      end = () => {},
    ): AsyncGenerator<T> {
      try {
        for await (const chunk of chunks) {
          add(chunk.byteLength);
          yield chunk;
        }
      } finally {
        end();
      }
    };
    const address = bare(raw.remoteAddr.toString());
    const wire = this.#byAddress.get(address) ?? { sent: 0, received: 0 };
    this.#byAddress.set(address, wire);
    raw.source = count(source, (bytes) => {
      this.received += bytes;
      wire.received += bytes;
    }, () => this.#byAddress.delete(address));
    raw.sink = (chunks) =>
      sink(count(chunks, (bytes) => {
        this.sent += bytes;
        wire.sent += bytes;
      }));
  }
}

/** An address without the peer that is there. */
function bare(address: string): string {
  return address.replace(/\/p2p\/[^/]*$/, "");
}
