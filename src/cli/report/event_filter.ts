import type { NodeEvent } from "../../telemetry/mod.ts";
import { Laggards } from "./laggards.ts";

/** Events that may come in numbers, and then say little that is new. */
const CHATTER = new Set<NodeEvent["type"]>([
  "catch-up",
  "fetching",
  "codec",
  "local-steps",
  "gate",
]);

/** Events of which the summary tells: why training ended, files, how many updates. */
const IN_SUMMARY = new Set<NodeEvent["type"]>(["done", "saved", "published"]);

/** Seconds between two lines of chatter of the same kind. */
const PAUSE = 5;

/** Keeps from people what they have just been told, or will be told at the end. */
export class EventFilter {
  readonly #last = new Map<string, number>();
  readonly #laggards = new Laggards();
  #isJoining = false;

  /** Whether a person wants to see the event. */
  passes(event: NodeEvent, seconds: number): boolean {
    if (IN_SUMMARY.has(event.type)) return false;
    if (event.type === "joining") this.#isJoining = true;
    if (event.type === "joined") this.#isJoining = false;
    // That a joiner takes updates has been said.
    if (event.type === "catch-up" && this.#isJoining) return false;
    // A model that is here already has kept nobody waiting.
    if (event.type === "fetching" && event.bytes >= event.of) return false;
    if (event.type === "member-lagging") {
      return this.#laggards.isNews(event.peer, seconds);
    }
    if (!CHATTER.has(event.type)) return true;
    const last = this.#last.get(event.type) ?? -Infinity;
    if (seconds - last < PAUSE) return false;
    this.#last.set(event.type, seconds);
    return true;
  }
}
