/**
 * The plain types other rooms see: nothing of libp2p shows through.
 *
 * @module
 */

import type { WaitingFigures } from "./backlogs.ts";
import type { PayloadFigures, PayloadName } from "./payloads/types.ts";
import type { Run } from "./runs.ts";

export type { PayloadFigures, PayloadName, Run };

/** A JSON object, such as a manifest or the details a peer tells of itself. */
export type JsonObject = Record<string, unknown>;

/** What the network tells its owner. Handlers run on the event loop and must return quickly. */
export interface NetworkHandlers {
  /**
   * A message published by some peer of this swarm and manifest.
   *
   * @param bytes The message, a copy of its own that starts at offset 0 of its buffer.
   * @param from The peer that handed it on, not always the one that published it.
   */
  onMessage(bytes: Uint8Array, from: string): void;
  /** A peer of the same swarm and manifest is here, and the next publish reaches it. */
  onConnect(peer: string, details: JsonObject): void;
  /** A neighbour says that it is connected with a peer, which may not be within reach from here. */
  onHeardOf?(peer: string, details: JsonObject): void;
  /** The last connection to a peer that was reported by `onConnect` is gone. */
  onDisconnect(peer: string): void;
  /**
   * A peer of this swarm was turned away; called once for each peer and reason.
   *
   * @param reason What it does, such as "trains another task: ...".
   */
  onRefused(peer: string, reason: string, details: JsonObject): void;
  /**
   * Two processes take part with the identity of this peer: the one that was
   * started later stays. Told once for each newer run and as often as the older one
   * comes again.
   */
  onDouble?(peer: string, details: JsonObject): void;
  /** Something a person should know, in a sentence. */
  onNotice(text: string): void;
  /**
   * Answers a request with frames, sent as the requester takes them. A frame
   * must stay unchanged after it was yielded. What is thrown reaches the
   * requester as a `NetworkError` with the same message.
   */
  onRequest(
    peer: string,
    request: Uint8Array,
  ): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** How to take part in a swarm. */
export interface NetworkOptions {
  /** Ed25519 private seed, 32 bytes: the identity of this peer. */
  seed: Uint8Array;
  /** Name of the swarm; only peers of the same swarm talk. */
  swarm: string;
  /** What peers must agree on; compared line by line when its hash differs. */
  manifest: JsonObject;
  /** Hash of the manifest in hex; it names the gossip topic. */
  manifestHash: string;
  /**
   * Which run of this identity it is. Where another process turns up that has the
   * same identity, the one with the greater number stays; the other gets its
   * `word` as a message.
   */
  run?: Run;
  /** What to tell other peers of oneself, such as a host name. */
  details?: JsonObject;
  /**
   * Multiaddrs or `host:port` to listen on, `[]` to listen nowhere.
   *
   * @default Every chosen interface, at a port that is free.
   */
  listen?: string[];
  /**
   * IPv4 addresses of the interfaces to discover peers on. `["127.0.0.1"]`
   * keeps everything on this machine.
   *
   * @default Every interface except loopback and the bridges of containers
   * and virtual machines; those, too, when there is no other.
   */
  interfaces?: string[];
  /**
   * Whether to find peers by multicast DNS.
   *
   * @default true
   */
  discovery?: boolean;
  /** Multiaddrs of peers to connect to, and to return to when the connection is lost. */
  bootstrap?: string[];
  /** Contents of a pre-shared key file: only peers that hold the same one can connect. */
  secret?: Uint8Array;
  /**
   * The largest message or frame, in bytes.
   *
   * @default 67108864
   */
  maxMessageBytes?: number;
  /** What to call when something happens. */
  handlers: NetworkHandlers;
}

/** Counters since the network was created. */
export interface NetworkStats extends WaitingFigures, PayloadFigures {
  /** Bytes written to TCP sockets, after encryption and framing. */
  bytesSent: number;
  /** Bytes read from TCP sockets, before decryption. */
  bytesReceived: number;
  /** Messages handed to `onMessage`. */
  messagesReceived: number;
  /** Messages that arrived again and were dropped. */
  duplicates: number;
}

/** A connection with a peer that is here. */
export interface ConnectionFigures {
  /**
   * Where the peer is, such as `192.0.2.7:4001`: where it listens, if it has said so
   * of the host that it comes from; else where the connection comes from.
   */
  address: string;
  /** Bytes sent over it since it opened, encryption and framing included. */
  bytesSent: number;
  /** Bytes received over it. */
  bytesReceived: number;
  /** Bytes of messages that were sent and have not been read there yet. */
  waitingBytes: number;
}

/** A Drover peer of another swarm, heard on the local network. */
export interface Stranger {
  /** Where it listens, such as `192.0.2.7:4001`; empty where it has not said so. */
  address: string;
  /** Its swarm, where that is one that was guessed, or nearly. */
  swarm?: string;
}

/** A peer of this swarm that was found and to which there never was a connection. */
export interface Unreached {
  /** Where it says that it listens, such as `192.0.2.7:4001`. */
  address: string;
  /** Why the newest attempt failed, in words; absent while the first is under way. */
  reason?: string;
}

/** One peer's connection to its swarm. */
export interface Network {
  /** The identity of this peer, as others see it. */
  readonly id: string;
  /** Multiaddrs that other peers can connect to. */
  readonly addresses: string[];
  /**
   * Sends a message to every peer of the swarm. The bytes must stay unchanged
   * until they were sent. The same bytes published again within two minutes
   * are not sent again.
   *
   * @returns How many peers it was handed to directly; others get it from them.
   * @throws {NetworkError} If the message is larger than `maxMessageBytes` or the network is closed.
   */
  publish(bytes: Uint8Array): Promise<{ recipients: number }>;
  /**
   * Asks one peer, and takes its answer frame by frame. Each frame is a copy of
   * its own that starts at offset 0 of its buffer; no more than a stream's
   * window is in flight while the caller is busy with one.
   *
   * @throws {NetworkError} If the peer is not connected, answers with an error, or is lost before the end.
   */
  request(
    peer: string,
    bytes: Uint8Array,
    options?: {
      /** Ends it at once, also while the peer sends nothing. */
      signal?: AbortSignal;
    },
  ): AsyncGenerator<Uint8Array>;
  /**
   * Has a payload here for whoever pulls it; for as long as there is room for it among newer ones. The bytes must not
   * change any more.
   *
   * @throws {NetworkError} If the name does not fit the bytes' length, or the network is closed.
   */
  offer(
    name: PayloadName,
    bytes: Uint8Array,
    options?: {
      /**
       * Whether every neighbour is told at once; otherwise those who ask, where all
       * are told another way that it is here.
       *
       * @default true
       */
      tells?: boolean;
    },
  ): void;
  /**
   * Pulls a payload in chunks, from all neighbours that have some of it, and passes
   * on what is here already. Each chunk is held against its hash as it comes.
   *
   * @returns The payload, from the start of its buffer. It is served from now on: do not change it.
   * @throws {NetworkError} If nobody here has it, it is no longer wanted, or the network is closed.
   */
  pull(
    name: PayloadName,
    options?: {
      /** Ends it. */
      signal?: AbortSignal;
      /** A peer that is known to have it, such as whoever has published it: it need not say so. */
      holder?: string;
    },
  ): Promise<Uint8Array>;
  /** The peers that are here: reported by `onConnect`, not yet by `onDisconnect`. */
  peers(): string[];
  /**
   * Whether somebody was found who is here or may soon be: he is dialled, or his
   * hello is on its way.
   */
  readonly hasFound: boolean;
  /** Who was found, and is to be connected with, and never was. */
  unreached(): Unreached[];
  /**
   * Drover peers of other swarms that were heard by multicast: somebody may have
   * mistyped a name.
   *
   * @param guesses Names that one of them may have meant: ours, the task's
   */
  strangers(guesses: readonly string[]): Stranger[];
  /** The connection with a peer; `undefined` where there is none. */
  connection(peer: string): ConnectionFigures | undefined;
  /** The ed25519 public key of a peer, 32 bytes. */
  publicKeyOf(peer: string): Uint8Array;
  /** The peer that owns an ed25519 public key of 32 bytes. */
  peerOf(publicKey: Uint8Array): string;
  /** Counters since the start. */
  stats(): NetworkStats;
  /**
   * Sees whether a peer that is silent is still at the other end of its connection;
   * where nothing comes for so many ms, the connection is closed and made anew.
   */
  probe(peer: string, within: number): Promise<void>;
  /** Ends the connection to one peer and does not look for it again for a minute. */
  disconnect(peer: string): Promise<void>;
  /** Leaves the swarm and ends everything that was opened. Can be called twice. */
  close(): Promise<void>;
}
