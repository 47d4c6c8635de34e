import type { NodeEvent } from "../../telemetry/mod.ts";

/** Seconds that news of a peer may wait for its name. */
const PATIENCE = 2;

/** What is held back of a peer. */
interface Held {
  news: NodeEvent[];
  /** When the first of it came, in seconds. */
  since: number;
}

/**
 * Puts "ox connected" before "ox trains with us": what a peer publishes may
 * arrive, also by way of others, before it has introduced itself.
 */
export class Introductions {
  /** Peers that were introduced, or waited for long enough. */
  readonly #known = new Set<string>();
  readonly #held = new Map<string, Held>();

  /** The events to tell now that this one has happened. */
  take(event: NodeEvent, seconds: number): NodeEvent[] {
    const due = this.due(seconds);
    if (!("peer" in event) || event.type === "peer-refused") {
      return [...due, event];
    }
    const { peer } = event;
    if (event.type === "ready" || event.type === "peer-connected") {
      return [...due, event, ...this.#release(peer)];
    }
    if (this.#known.has(peer)) return [...due, event];
    const held = this.#held.get(peer) ?? { news: [], since: seconds };
    this.#held.set(peer, held);
    held.news.push(event);
    return due;
  }

  /** What has waited long enough. */
  due(seconds: number): NodeEvent[] {
    return [...this.#held]
      .filter(([, { since }]) => seconds - since >= PATIENCE)
      .flatMap(([peer]) => this.#release(peer));
  }

  #release(peer: string): NodeEvent[] {
    this.#known.add(peer);
    const news = this.#held.get(peer)?.news ?? [];
    this.#held.delete(peer);
    return news;
  }
}
