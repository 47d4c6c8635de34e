import type { NodeEvent } from "../telemetry/mod.ts";

/** How many events are kept for the first listener. */
const MOST_EARLY = 256;

/** Hands events to whoever listens; the first listener also gets the first of what came before. */
export class EventHub {
  /** Whether a peer was found and turned away. */
  hasRefused = false;
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  readonly #record: (event: NodeEvent) => void;
  #early: NodeEvent[] | undefined = [];

  /** @param record Is told of every event, before the listeners */
  constructor(record: (event: NodeEvent) => void) {
    this.#record = record;
  }

  /** Tells every listener. */
  emit(event: NodeEvent): void {
    this.hasRefused ||= event.type === "peer-refused";
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
