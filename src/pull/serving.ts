import type { Neighbour } from "./neighbour.ts";
import type { Pulls } from "./pulls.ts";
import { Shelf } from "./shelf.ts";
import { type Action, chunksIn, type Payload } from "./types.ts";

/** Chunks that may wait to be sent to one neighbour: no honest window is larger. */
const MOST_SERVED = 256;

/** What neighbours are sent: chunks of what is here whole, and of what is still on its way. */
export class Serving {
  readonly #shelf: Shelf;
  readonly #pulls: Pulls;
  readonly #act: (action: Action) => void;

  /** @param limit bytes of payloads that are kept to be served */
  constructor(limit: number, pulls: Pulls, act: (action: Action) => void) {
    this.#shelf = new Shelf(limit);
    this.#pulls = pulls;
    this.#act = act;
  }

  /** A payload that is here whole. */
  whole(id: string): Payload | undefined {
    return this.#shelf.get(id);
  }

  /** A payload is here whole from now on. */
  keep(payload: Payload): void {
    for (const { id } of this.#shelf.put(payload)) {
      this.#act({ kind: "drop", payload: id });
    }
  }

  /** A payload is served no longer. */
  forget(id: string): void {
    this.#shelf.remove(id);
  }

  /** Serves what is here of what a neighbour wants, as far as it may have waiting. */
  serve(to: Neighbour, payload: string, chunks: readonly number[]): void {
    const had = this.#pulls.all.get(payload)?.had;
    const whole = this.#shelf.get(payload);
    if (had === undefined && whole === undefined) {
      const message = { kind: "lack", payload } as const;
      return this.#act({ kind: "send", to: to.id, message });
    }
    const size = whole === undefined ? 0 : chunksIn(whole);
    for (const index of chunks) {
      if (to.serving >= MOST_SERVED) return;
      if (index >= size && had?.has(index) !== true) continue;
      to.serving++;
      this.#act({ kind: "serve", to: to.id, payload, index });
    }
  }
}
