import type { GossipSub } from "@chainsafe/libp2p-gossipsub";
import { UplinkRate } from "../pull/mod.ts";
import { Backlog, BacklogLimit } from "./backlog.ts";

/** Bytes after which the other side is told how much was read. */
const STEP = 1 << 15;

/** What waits for one peer. */
export interface Waiting {
  /** The peer's id. */
  peer: string;
  /** Bytes that were sent to it and that it has not read yet. */
  bytes: number;
  /** Messages that were not sent to it, as too much waited already. */
  dropped: number;
}

/** What waits for all peers. */
export interface WaitingFigures {
  /** What waits for each peer now. */
  waiting: Waiting[];
  /** The most that ever waited for one peer, bytes. */
  mostWaiting: number;
  /** Messages that were not sent to somebody for whom too much waited already. */
  dropped: number;
}

/** What is used of gossipsub 14.1's streams to others, whose type it keeps to itself. */
interface Outbound {
  pushable: { readableLength: number };
  push(data: Uint8Array): void;
  pushPrefixed(data: { byteLength: number }): void;
}

/** What is used of its streams from others. */
interface Inbound {
  source: AsyncIterable<{ byteLength: number }>;
}

/**
 * The backlog of each peer that gossip is sent to. gossipsub itself queues for a
 * slow reader without end or, at a limit, drops what comes without looking what it
 * is; here every message passes a {@linkcode Backlog} first.
 */
export class Backlogs {
  readonly #backlogs = new Map<string, Backlog>();
  readonly #streams = new Map<string, Outbound>();
  readonly #limit = new BacklogLimit();
  readonly #uplink = new UplinkRate();
  /** When each peer told last how much it has read, where more waited for it then, ms. */
  readonly #busySince = new Map<string, number>();
  readonly #onRead: (peer: string, total: number) => void;
  #dropped = 0;
  #most = 0;

  /** @param onRead Called now and then with how much was read of what a peer sends. */
  constructor(onRead: (peer: string, total: number) => void) {
    this.#onRead = onRead;
  }

  /** Watches a gossipsub that has not started. */
  attach(router: GossipSub): void {
    intercept(router.streamsOutbound, (peer, stream) => {
      const backlog = new Backlog();
      this.#retire(this.#backlogs.get(peer));
      this.#backlogs.set(peer, backlog);
      const outbound = stream as unknown as Outbound;
      this.#streams.set(peer, outbound);
      this.#guard(outbound, backlog);
    });
    intercept(router.streamsInbound, (peer, stream) => {
      const inbound = stream as unknown as Inbound;
      inbound.source = this.#count(peer, inbound.source);
    });
  }

  /** A peer tells how much it has read of what was sent to it. */
  hear(peer: string, total: number): void {
    const backlog = this.#backlogs.get(peer);
    if (backlog === undefined) return;
    const now = performance.now(), before = backlog.waiting;
    backlog.hear(total, this.#limit.bytes, now);
    const since = this.#busySince.get(peer);
    if (since !== undefined) {
      this.#uplink.add(before - backlog.waiting, since, now);
    }
    // It tells of so many bytes at once: only where more are left does it read without a pause.
    if (backlog.waiting < STEP) this.#busySince.delete(peer);
    else this.#busySince.set(peer, now);
  }

  /** Bytes of messages a second that leave while more wait; undefined where none ever had to. */
  get uplinkBytesPerSecond(): number | undefined {
    return this.#uplink.bytesPerSecond;
  }

  /** The last connection to a peer is gone. */
  lost(peer: string): void {
    this.#retire(this.#backlogs.get(peer));
    this.#backlogs.delete(peer);
    this.#busySince.delete(peer);
    this.#streams.delete(peer);
  }

  /** Bytes that no stream has taken yet. */
  get queued(): number {
    let queued = 0;
    for (const { pushable } of this.#streams.values()) {
      queued += pushable.readableLength;
    }
    return queued;
  }

  /** Bytes that wait for one peer. */
  waitingFor(peer: string): number {
    return this.#backlogs.get(peer)?.waiting ?? 0;
  }

  /** What waits, and what was dropped. */
  get figures(): WaitingFigures {
    const all = [...this.#backlogs];
    return {
      waiting: all.map(([peer, { waiting, dropped }]) => ({
        peer,
        bytes: waiting,
        dropped,
      })),
      mostWaiting: Math.max(this.#most, ...all.map(([, { most }]) => most)),
      dropped: all.reduce((sum, [, one]) => sum + one.dropped, this.#dropped),
    };
  }

  #retire(backlog: Backlog | undefined): void {
    this.#dropped += backlog?.dropped ?? 0;
    this.#most = Math.max(this.#most, backlog?.most ?? 0);
  }

  #guard(stream: Outbound, backlog: Backlog): void {
    const push = stream.push.bind(stream);
    const pushPrefixed = stream.pushPrefixed.bind(stream);
    const admit = (size: number) => {
      this.#limit.note(size);
      const limit = this.#limit.bytes;
      if (backlog.admits(size, limit, performance.now())) return;
      // gossipsub takes this for a message that was not sent, as it is.
      throw new Error("Too much waits for this peer");
    };
    stream.push = (data) => {
      admit(data.byteLength);
      push(data);
    };
    stream.pushPrefixed = (data) => {
      admit(withoutPrefix(data.byteLength));
      pushPrefixed(data);
    };
  }

  async *#count<T extends { byteLength: number }>(
    peer: string,
    source: AsyncIterable<T>,
  ): AsyncGenerator<T> {
    let total = 0, told = 0;
    for await (const message of source) {
      yield message;
      total += message.byteLength;
      if (total - told < STEP) continue;
      told = total;
      this.#onRead(peer, total);
    }
  }
}

/** Shows each value that is put into a map to `look` first. */
function intercept<V>(
  map: Map<string, V>,
  look: (key: string, value: V) => void,
): void {
  const set = map.set.bind(map);
  map.set = (key, value) => {
    look(key, value);
    return set(key, value);
  };
}

/** The length of a message that stands behind its own length, a varint. */
function withoutPrefix(length: number): number {
  for (let prefix = 1, least = 128;; prefix++, least *= 128) {
    if (length - prefix < least) return length - prefix;
  }
}
