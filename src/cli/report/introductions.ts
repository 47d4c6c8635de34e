import type { NodeEvent } from "../../node/types.ts";

/** Seconds that the news of a peer may wait for its name. */
const PATIENCE = 2;

type News = Extract<NodeEvent, { type: "member-joined" }>;

/**
 * Puts "ox connected" before "ox trains with us": updates of a peer may arrive,
 * also by way of others, before it has introduced itself.
 */
export class Introductions {
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, { news: News; since: number }>();

  /** The events to tell now that this one has happened. */
  take(event: NodeEvent, seconds: number): NodeEvent[] {
    const due = this.due(seconds);
    if (event.type === "peer-connected") {
      this.#known.add(event.peer);
      const held = this.#waiting.get(event.peer);
      this.#waiting.delete(event.peer);
      return held === undefined ? [...due, event] : [...due, event, held.news];
    }
    if (event.type === "member-joined" && !this.#known.has(event.peer)) {
      this.#waiting.set(event.peer, { news: event, since: seconds });
      return due;
    }
    return [...due, event];
  }

  /** What has waited long enough. */
  due(seconds: number): NodeEvent[] {
    const due: NodeEvent[] = [];
    for (const [peer, { news, since }] of this.#waiting) {
      if (seconds - since < PATIENCE) continue;
      this.#waiting.delete(peer);
      due.push(news);
    }
    return due;
  }
}
