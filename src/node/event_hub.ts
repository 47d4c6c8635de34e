import type { NodeEvent } from "../telemetry/mod.ts";
import type { Refused } from "./advice_for_refused.ts";

/** How many events are kept for the first listener. */
const MOST_EARLY = 256;

/** How many of those that were turned away are remembered. */
const MOST_REFUSED = 64;

/** Hands events to whoever listens; the first listener also gets the first of what came before. */
export class EventHub {
  /** Peers that were found and turned away, and why, by their ids. */
  readonly refused: Map<string, Refused> = new Map();
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  readonly #record: (event: NodeEvent) => void;
  #early: NodeEvent[] | undefined = [];

  /** @param record Is told of every event, before the listeners */
  constructor(record: (event: NodeEvent) => void) {
    this.#record = record;
  }

  /** Tells every listener. */
  emit(event: NodeEvent): void {
    if (event.type === "peer-refused" && this.refused.size < MOST_REFUSED) {
      this.refused.set(event.peer, event);
    }
    if (this.#early !== undefined && this.#early.length < MOST_EARLY) {
      this.#early.push(event);
    }
    this.#record(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Adds a listener; returns what takes it away again. */
  on(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    for (const event of this.#early ?? []) listener(event);
    this.#early = undefined;
    return () => this.#listeners.delete(listener);
  }
}
