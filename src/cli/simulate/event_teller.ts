import type { RunEvent } from "../../simulation/run.ts";
import type { RunListener } from "../../simulation/stage.ts";
import { describeBriefly } from "../../telemetry/words/describe_briefly.ts";
import type { Description } from "../../telemetry/words/describe_event.ts";
import { PeerNames } from "../../telemetry/words/peer_names.ts";
import { describeFault } from "../../simulation/describe_fault.ts";

type PeerEvent = Extract<RunEvent, { event: unknown }>["event"];

/** Told once, by whoever is first to say it. */
const SHARED = new Set<PeerEvent["type"]>([
  "started",
  "epoch",
  "validation",
  "done",
]);

/** Said by many of one; told once, until its opposite is. */
const OPPOSITES: Partial<Record<PeerEvent["type"], PeerEvent["type"][]>> = {
  "member-joined": ["member-left", "member-suspected"],
  "member-left": ["member-joined"],
  "member-suspected": ["member-returned", "member-joined"],
  "member-returned": ["member-suspected", "member-left"],
};

/** Told once of each peer. */
const ONCE = new Set<PeerEvent["type"]>(["member-lagging", "feed-ended"]);

/** Lines of one kind after which the rest is only counted. */
const ENOUGH = 12;

/** Picks out of what all peers say what a person wants to see, in words. */
export class EventTeller {
  readonly #names = new PeerNames();
  readonly #told = new Set<string>();
  readonly #lines = new Map<string, number>();
  #hasStarted = false;

  /** An event in words; undefined where it says nothing new. */
  tell(...[happened, numberOf]: Parameters<RunListener>):
    | Description
    | undefined {
    if ("fault" in happened) {
      return { text: describeFault(happened.fault), tone: "warning" };
    }
    const { event, peer } = happened;
    const { type } = event;
    if (type === "started") this.#hasStarted = true;
    if (!this.#isNews(event)) return undefined;
    if ("peer" in event) {
      const number = numberOf(event.peer);
      if (number !== undefined) this.#names.set(event.peer, `peer ${number}`);
    }
    const told = describeBriefly(event, this.#names);
    if (told === undefined) return undefined;
    const lines = (this.#lines.get(type) ?? 0) + 1;
    this.#lines.set(type, lines);
    if (lines > ENOUGH && !SHARED.has(type)) return undefined;
    const { text, tone } = told;
    return { text: SHARED.has(type) ? text : `peer ${peer}: ${text}`, tone };
  }

  /** How many lines were left out, in words; undefined where none was. */
  get omitted(): string | undefined {
    const kinds = [...this.#lines].flatMap(([type, lines]) =>
      lines > ENOUGH && !SHARED.has(type as PeerEvent["type"])
        ? [`${lines - ENOUGH} ${type}`]
        : []
    );
    return kinds.length === 0 ? undefined : `Not shown: ${kinds.join(", ")}`;
  }

  #isNews(event: PeerEvent): boolean {
    const { type } = event;
    if (type === "catch-up" || type === "joining" || type === "fetching") {
      return false;
    }
    if (SHARED.has(type)) {
      const number = type === "epoch"
        ? event.epoch
        : type === "validation"
        ? event.validation.epoch
        : "";
      return this.#isFirst(`${type} ${number}`);
    }
    if (!("peer" in event)) return true;
    if (ONCE.has(type)) return this.#isFirst(`${type} ${event.peer}`);
    const opposites = OPPOSITES[type];
    if (opposites === undefined) return true;
    for (const opposite of opposites) {
      this.#told.delete(`${opposite} ${event.peer}`);
    }
    // That those who begin find each other goes without saying.
    const isFirst = this.#isFirst(`${type} ${event.peer}`);
    if (type !== "member-joined") return isFirst;
    const isBack = this.#told.has(`member-returned ${event.peer}`);
    return isFirst && this.#hasStarted && !isBack;
  }

  #isFirst(what: string): boolean {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    return true;
  }
}
