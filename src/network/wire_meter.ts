import type { Metrics, MultiaddrConnection } from "@libp2p/interface";

/** Counts the bytes that cross TCP sockets, encryption and framing included. */
export class WireMeter {
  /** Bytes handed to sockets. */
  sent = 0;
  /** Bytes that came from sockets. */
  received = 0;
  /** Bytes that came, by the address of the open connection. */
  readonly #byAddress = new Map<string, number>();

  /** Bytes that have come over the open connection with an address, which may name its peer. */
  receivedFrom(address: string): number {
    return this.#byAddress.get(bare(address)) ?? 0;
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
    raw.source = count(source, (bytes) => {
      this.received += bytes;
      this.#byAddress.set(address, this.receivedFrom(address) + bytes);
    }, () => this.#byAddress.delete(address));
    raw.sink = (chunks) => sink(count(chunks, (bytes) => this.sent += bytes));
  }
}

/** An address without the peer that is there. */
function bare(address: string): string {
  return address.replace(/\/p2p\/[^/]*$/, "");
}
