import type { NodeEvent } from "../telemetry/mod.ts";

/** Hands events to whoever listens; the first listener also gets what came before. */
export class EventHub {
  /** Whether a peer was found and turned away. */
  hasRefused = false;
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  #early: NodeEvent[] | undefined = [];

  /** Tells every listener. */
  emit(event: NodeEvent): void {
    this.hasRefused ||= event.type === "peer-refused";
    this.#early?.push(event);
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
