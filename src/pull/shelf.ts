import type { Payload } from "./types.ts";

/** Payloads that are kept whatever their size: the own newest is not to go before the neighbours' newest have come. */
const KEPT = 6;

/** The payloads that are here whole and served, up to so many bytes: the newest. */
export class Shelf {
  readonly #limit: number;
  readonly #payloads = new Map<string, Payload>();
  #bytes = 0;

  /** @param limit bytes of all of them; the newest six are kept in any case */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A payload, where it is here. */
  get(id: string): Payload | undefined {
    return this.#payloads.get(id);
  }

  /** Bytes of all that are here. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Puts a payload on the shelf; returns those that have to go. */
  put(payload: Payload): Payload[] {
    this.remove(payload.id);
    this.#payloads.set(payload.id, payload);
    this.#bytes += payload.length;
    const gone: Payload[] = [];
    for (const old of this.#payloads.values()) {
      if (this.#bytes <= this.#limit || this.#payloads.size <= KEPT) break;
      this.remove(old.id);
      gone.push(old);
    }
    return gone;
  }

  /** Takes a payload off the shelf. */
  remove(id: string): void {
    const payload = this.#payloads.get(id);
    if (payload === undefined) return;
    this.#payloads.delete(id);
    this.#bytes -= payload.length;
  }
}
