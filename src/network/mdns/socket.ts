import multicastDns from "multicast-dns";
import { messageOf } from "../errors.ts";
import type { DnsPacket } from "./records.ts";

/** What the `multicast-dns` package, which has no types, offers and is used here. */
interface MulticastDns {
  on(event: "query" | "response", listener: PacketListener): void;
  on(event: "ready", listener: () => void): void;
  on(event: "error" | "warning", listener: (error: Error) => void): void;
  query(packet: DnsPacket, done: (error?: Error | null) => void): void;
  respond(packet: DnsPacket, done: (error?: Error | null) => void): void;
  destroy(done: () => void): void;
}

type PacketListener = (packet: DnsPacket, from: { address: string }) => void;

/** What a socket reports. */
export interface MdnsSocketHandlers {
  /** Somebody asks; `from` is an IP address. */
  onQuery(packet: DnsPacket, from: string): void;
  /** Somebody answers; `from` is an IP address. */
  onResponse(packet: DnsPacket, from: string): void;
  /** The socket cannot work; may be called more than once. */
  onError(reason: string): void;
}

/** A multicast DNS socket that speaks on one interface. */
export class MdnsSocket {
  readonly #socket: MulticastDns;
  readonly #onError: (reason: string) => void;
  #closed = false;

  /**
   * @param address The IPv4 address of the interface.
   * @param handlers Called until `close`.
   */
  constructor(address: string, handlers: MdnsSocketHandlers) {
    this.#onError = (reason) => {
      if (!this.#closed) handlers.onError(reason);
    };
    // Several processes share the port, and each hears what it says itself: a
    // query of one's own is answered like any other, which announces this peer,
    // and hearing it shows that multicast works here.
    this.#socket = multicastDns({
      interface: address,
      bind: "0.0.0.0",
      reuseAddr: true,
      loopback: true,
    }) as MulticastDns;
    this.#socket.on("query", (packet, from) => {
      if (!this.#closed) handlers.onQuery(packet, from.address);
    });
    this.#socket.on("response", (packet, from) => {
      if (!this.#closed) handlers.onResponse(packet, from.address);
    });
    this.#socket.on("error", (error) => this.#onError(explain(error)));
    // Packets of others that cannot be parsed come here, too: no news.
    this.#socket.on("warning", (error) => {
      if ("syscall" in error || "code" in error) this.#onError(explain(error));
    });
  }

  /** Asks everybody on the interface. */
  query(packet: DnsPacket): void {
    this.#send("query", packet);
  }

  /** Tells everybody on the interface. */
  respond(packet: DnsPacket): void {
    this.#send("respond", packet);
  }

  /** Leaves the multicast group and closes the socket. */
  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => this.#socket.destroy(resolve));
  }

  #send(kind: "query" | "respond", packet: DnsPacket): void {
    if (this.#closed) return;
    try {
      this.#socket[kind](packet, (error) => {
        if (error) this.#onError(explain(error));
      });
    } catch (error) {
      this.#onError(explain(error));
    }
  }
}

function explain(error: unknown): string {
  const { code, syscall } = error as { code?: string; syscall?: string };
  const message = messageOf(error);
  if (code === "EADDRINUSE") {
    return "another program keeps UDP port 5353 to itself";
  }
  if (code === "EACCES" || code === "EPERM") {
    return `multicast on UDP port 5353 is not permitted (${message})`;
  }
  if (syscall === "send" || message.startsWith("send")) {
    return `multicast cannot be sent there; is the interface up? (${message})`;
  }
  return `multicast does not work there (${message})`;
}
