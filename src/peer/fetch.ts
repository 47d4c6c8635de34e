import {
  Assembler,
  layoutLength,
  type RangeSum,
  type RangeSumHead,
  type Replica,
  type Snapshot,
  type ValuesChunk,
} from "../replica/mod.ts";
import type { PeerEvent, TransferFrame } from "./events.ts";
import { Incoming } from "./incoming.ts";
import type { Resume } from "./snapshot_copies.ts";

/** A sum of which some values have come. */
interface Begun {
  readonly head: RangeSumHead;
  assembler?: Assembler;
}

/**
 * Fetches a model from one partner after another, until it is whole: decides what
 * the next one is asked to go on with, and who is asked for none any more. Puts
 * sums of updates together, too, which begin anew where a stream breaks off.
 */
export class Fetch {
  readonly #incoming: Incoming;
  readonly #replica: Replica;
  readonly #emit: (event: PeerEvent) => void;
  /** Who sent what is not true. */
  readonly #liars = new Set<string>();
  /** Whether the rest of a model may come from another peer than its beginning. */
  #mayMix = true;
  #sum: Begun | undefined;

  /** Nothing is on its way. */
  constructor(
    { replica, emit }: { replica: Replica; emit: (event: PeerEvent) => void },
  ) {
    this.#incoming = new Incoming(replica);
    this.#replica = replica;
    this.#emit = emit;
  }

  /** Who can be asked: all but those who sent what is not true, unless there is nobody else. */
  askable(connected: ReadonlySet<string>): ReadonlySet<string> {
    if (this.#liars.size === 0) return connected;
    const honest = [...connected].filter((key) => !this.#liars.has(key));
    return honest.length > 0 ? new Set(honest) : connected;
  }

  /** What this partner is to go on with, if anything has come. */
  resume(partner: string): Resume | undefined {
    const incoming = this.#incoming;
    if (!this.#mayMix && !incoming.isOnlyFrom(partner)) incoming.drop();
    return incoming.resume;
  }

  /**
   * Takes a frame.
   *
   * @returns the model, or a sum, when it is whole; or that the partner sent what is not true
   */
  take(
    from: string,
    frame: TransferFrame,
  ): Snapshot | RangeSum | "refused" | undefined {
    try {
      if (frame.kind === "range-sum") this.#sum = { head: frame.head };
      if (frame.kind === "snapshot") {
        this.#sum = undefined;
        this.#incoming.begin(frame.head);
      }
      if (frame.kind !== "values") return undefined;
      if (this.#sum !== undefined) return this.#addTo(this.#sum, frame.chunk);
      const { told, whole } = this.#incoming.take(frame.chunk, from);
      if (told !== undefined) {
        this.#emit({ type: "fetching", peer: from, ...told });
      }
      return whole;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#blame(from, error.message);
      return "refused";
    }
  }

  /** A sum that came was not what its publisher signed. */
  sumWasFalse(from: string, reason: string): void {
    this.#blame(from, reason);
  }

  /** The stream has ended, or is listened to no longer. */
  ended(): void {
    this.#sum = undefined;
  }

  #addTo(sum: Begun, chunk: ValuesChunk): RangeSum | undefined {
    // Only now: nobody makes this peer hold a model's memory with a head alone.
    const assembler = sum.assembler ??= new Assembler(
      layoutLength(this.#replica.rules.layout),
    );
    const values = assembler.take(chunk);
    if (values === undefined) return undefined;
    this.#sum = undefined;
    return { ...sum.head, values };
  }

  /** The model that came was not what its publishers signed. */
  wasFalse(from: string, reason: string): void {
    if (this.#incoming.isMixed) {
      // Any of them may be to blame: the next comes from one alone, and tells.
      this.#mayMix = false;
      const text =
        `${reason}; it came from several peers, so all of it is fetched anew from one`;
      this.#emit({ type: "warning", text });
    } else this.#blame(from, reason);
    this.#incoming.drop();
  }

  /** Nothing is missing any more, or the model was taken over. */
  done(): void {
    this.#incoming.drop();
  }

  #blame(peer: string, reason: string): void {
    if (this.#liars.has(peer)) return;
    this.#liars.add(peer);
    const text = `${reason}; peer ${
      peer.slice(0, 8)
    } is asked for nothing any more while there are others`;
    this.#emit({ type: "warning", text });
  }
}

/** Whether a frame was wrong, rather than this program. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error &&
    (error.name === "WireError" || error.name === "SnapshotError");
}
