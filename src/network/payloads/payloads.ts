import type { Stream } from "@libp2p/interface";
import { type Action, Exchange } from "../../pull/mod.ts";
import { Random } from "../../random/mod.ts";
import type { Session } from "../session.ts";
import { Alarm } from "./alarm.ts";
import { encodeMessage, nameOf } from "./frames.ts";
import { Held } from "./held.ts";
import { Lane } from "./lane.ts";
import { Receiver } from "./receiver.ts";
import type { PayloadFigures, PayloadName } from "./types.ts";
import { Uplink } from "./uplink.ts";
import { Waiting } from "./waiting.ts";

/** How long after a lane broke it is opened again, ms. */
const OPEN_AGAIN = 1000;

/** Bytes of chunks after which a neighbour is told that they were read, if more are to come. */
const TELL_EVERY = 1 << 18;

/** Both ways between this peer and a neighbour. */
interface Neighbour {
  readonly lane: Lane;
  readonly receiver: Receiver;
  /** Bytes of chunks that it has read, and that it was told were read. */
  acknowledged: number;
  told: number;
}

/**
 * The payloads of one peer: offers what is here to its neighbours, and pulls what is not from those who have it, over one
 * long-lived stream each way. What is asked of whom is decided by {@linkcode Exchange}.
 */
export class Payloads {
  readonly #exchange = new Exchange({
    random: new Random(
      "payloads",
      ...crypto.getRandomValues(new Uint32Array(4)),
    ),
  });
  readonly #neighbours = new Map<string, Neighbour>();
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Waiting();
  readonly #uplink = new Uplink();
  readonly #reopening = new Set<ReturnType<typeof setTimeout>>();
  readonly #alarm = new Alarm(() => {
    this.#exchange.tick(performance.now());
    this.#settle();
  });
  #received = 0;
  #duplicate = 0;
  #sent = 0;
  #isClosed = false;

  /** What it has cost so far. */
  get figures(): PayloadFigures {
    return {
      payloadBytesSent: this.#sent,
      payloadBytesReceived: this.#received,
      payloadBytesDuplicate: this.#duplicate,
      uplinkBytesPerSecond: this.#uplink.bytesPerSecond,
    };
  }

  /** Neighbours that are not known to have what was offered last. */
  get lacking(): number {
    return this.#exchange.lacking;
  }

  /** A neighbour was welcomed. */
  connect(session: Session): void {
    const { peer, connection } = session;
    if (this.#isClosed) return;
    this.lost(peer);
    const lane: Lane = new Lane({
      connection,
      onSent: (chunks, bytes) => {
        this.#exchange.served(peer, chunks);
        this.#uplink.sent(bytes);
        this.#sent += bytes;
      },
      onBroken: () => {
        if (this.#neighbours.get(peer)?.lane === lane) this.#reopen(session);
      },
    });
    const neighbour: Neighbour = {
      lane,
      receiver: this.#receiver(peer),
      acknowledged: 0,
      told: 0,
    };
    this.#neighbours.set(peer, neighbour);
    this.#exchange.connect(peer, performance.now());
    this.#settle();
  }

  /** The last connection to a neighbour is gone. */
  lost(peer: string): void {
    const neighbour = this.#neighbours.get(peer);
    if (neighbour === undefined) return;
    this.#neighbours.delete(peer);
    const { lane, acknowledged } = neighbour;
    this.#uplink.lost(lane.outbox.sent - acknowledged);
    lane.close();
    this.#exchange.disconnect(peer, performance.now());
    this.#settle();
  }

  /** A neighbour has opened the stream by which it sends. */
  accept(peer: string, stream: Stream): void {
    const neighbour = this.#neighbours.get(peer);
    if (neighbour === undefined) {
      return stream.abort(new Error("Nobody was welcomed here"));
    }
    const { lane, receiver } = neighbour;
    lane.listen(stream, (bytes) => {
      receiver.take(bytes);
      const untold = receiver.read - neighbour.told;
      const isLast = receiver.isBetween && !this.#exchange.awaits(peer);
      if (untold >= TELL_EVERY || (untold > 0 && isLast)) {
        neighbour.told = receiver.read;
        lane.outbox.tellRead(receiver.read);
      }
      this.#settle();
    });
  }

  /**
   * Serves a payload that is here. The bytes must not change any more.
   *
   * @param tells whether all neighbours are told at once; otherwise those who ask
   * @throws {NetworkError} if the name is none, or the bytes are others
   */
  offer(
    name: PayloadName,
    bytes: Uint8Array,
    { tells = true }: { tells?: boolean } = {},
  ): void {
    const held = new Held(name, bytes);
    const { payload } = held;
    this.#held.set(payload.id, held);
    this.#waiting.came(payload.id, bytes);
    this.#exchange.offer(payload, performance.now(), tells);
    this.#settle();
  }

  /**
   * Pulls a payload.
   *
   * @returns its bytes, from the start of their buffer; not to be changed, as they are served
   * @throws {NetworkError} if nobody here has it, or it is no longer wanted
   */
  async pull(
    name: PayloadName,
    { signal, holder }: { signal?: AbortSignal; holder?: string } = {},
  ): Promise<Uint8Array> {
    const id = nameOf(name.hash);
    let held = this.#held.get(id);
    if (held === undefined) {
      held = new Held(name);
      this.#held.set(id, held);
    }
    const giveUp = () => {
      if (!this.#exchange.isPulling(id)) return;
      this.#exchange.forget(id, performance.now());
      this.#drop(id, "it is no longer wanted");
      this.#settle();
    };
    signal?.addEventListener("abort", giveUp);
    try {
      const coming = this.#waiting.for(id);
      this.#exchange.pull(held.payload, performance.now(), holder);
      this.#settle();
      return await coming;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /** Ends everything. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#reopening) clearTimeout(timer);
    for (const peer of [...this.#neighbours.keys()]) this.lost(peer);
    this.#alarm.close();
    this.#waiting.close();
    this.#held.clear();
  }

  #receiver(peer: string): Receiver {
    const neighbours = this.#neighbours;
    return new Receiver(peer, {
      exchange: this.#exchange,
      held: this.#held,
      *others() {
        for (const { receiver } of neighbours.values()) yield receiver;
      },
      onBytes: (bytes, isLost) => {
        this.#received += bytes;
        if (isLost) this.#duplicate += bytes;
      },
      onRead: (total) => {
        const neighbour = neighbours.get(peer);
        if (neighbour === undefined) return;
        const most = Math.min(total, neighbour.lane.outbox.sent);
        const read = most - neighbour.acknowledged;
        if (!(read > 0)) return;
        neighbour.acknowledged = most;
        this.#uplink.read(read, performance.now());
      },
    });
  }

  #reopen(session: Session): void {
    const { peer, connection } = session;
    this.lost(peer);
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#reopening.delete(timer);
      if (connection.status === "open" && !this.#neighbours.has(peer)) {
        this.connect(session);
      }
    }, OPEN_AGAIN);
    this.#reopening.add(timer);
  }

  #drop(id: string, reason: string): void {
    this.#held.delete(id);
    this.#waiting.failed(id, reason);
  }

  #settle(): void {
    for (const action of this.#exchange.takeActions()) this.#do(action);
    const { due } = this.#exchange;
    if (!this.#isClosed) this.#alarm.set(due);
  }

  #do(action: Action): void {
    switch (action.kind) {
      case "send": {
        const lane = this.#neighbours.get(action.to)?.lane;
        if (lane?.outbox.say(encodeMessage(action.message)) === false) {
          lane.break();
        }
        break;
      }
      case "serve": {
        const { to, payload, index } = action;
        const bytes = this.#held.get(payload)!.chunk(index);
        this.#neighbours.get(to)?.lane.outbox.put({ payload, index, bytes });
        break;
      }
      case "unserve": {
        const { to, payload, indices } = action;
        const outbox = this.#neighbours.get(to)?.lane.outbox;
        this.#exchange.served(to, outbox?.take(payload, indices) ?? 0);
        break;
      }
      case "whole":
        this.#waiting.came(
          action.payload,
          this.#held.get(action.payload)!.bytes,
        );
        break;
      case "failed":
        this.#drop(action.payload, action.reason);
        break;
      case "drop":
        this.#held.delete(action.payload);
        break;
      case "distrust":
        break;
    }
  }
}
