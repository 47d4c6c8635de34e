import type { NodeFigures } from "./figures.ts";
import type { Recorder } from "./recorder.ts";
import type { MemberRow, TelemetrySink } from "./records.ts";

/** Seconds between two records of figures, where a sink asks for nothing else. */
const EVERY = 1;

/** Rows of members that are recorded a second, about: a swarm of 64 every 4 s. */
const ROWS_PER_SECOND = 16;

/** How many times as soon members are recorded after somebody has come or gone: that is shown at once. */
const HURRY = 4;

/** How often in a row members are looked at again soon where somebody is late who was not slow: whether it lasts. */
const SECOND_LOOKS = 2;

/** Times the median member's time from which on a member is known to be slow. */
const SLOW = 3;

/** Seconds by which a sample may come too early: timers are no exact clock. */
const SLACK = 0.1;

/** A peer that can be asked how it is doing. */
export interface Recordable {
  /** Figures at this moment. */
  figures(): NodeFigures;
  /** Everybody whom it knows, itself included. */
  members?(): MemberRow[];
}

/** Records how a peer is doing: `progress` as often as each sink wants it, `members` about once a second. */
export class Sampler {
  readonly #recorder: Recorder;
  readonly #peer: Recordable;
  readonly #observer: string | undefined;
  readonly #due = new WeakMap<TelemetrySink, number>();
  #membersAt = -Infinity;
  #turnout = 0;
  #pause = EVERY;
  #secondLooks = 0;

  /** @param observer Public key (hex) of the peer, where several are recorded together */
  constructor(recorder: Recorder, peer: Recordable, observer?: string) {
    this.#recorder = recorder;
    this.#peer = peer;
    this.#observer = observer;
  }

  /** Records what is due; does nothing where nothing is. */
  look(): void {
    const seconds = this.#recorder.seconds;
    const isDue = (at = -Infinity) => seconds >= at - SLACK;
    const sinks = [...this.#recorder.sinks].filter((sink) =>
      isDue(this.#due.get(sink))
    );
    if (sinks.length > 0) {
      const record = this.#recorder.stamp(
        { type: "progress", ...this.#peer.figures() },
        this.#observer,
      );
      for (const sink of sinks) {
        const { everyMs = 1000 * EVERY } = sink;
        this.#due.set(sink, seconds + everyMs / 1000);
        this.#recorder.hand(sink, record);
      }
    }
    if (this.#recorder.sinks.size === 0 || !this.#peer.members) return;
    const isUrgent = this.#turnout !== this.#recorder.turnout ||
      this.#secondLooks > 0;
    if (!isDue(this.#membersAt + this.#pause / (isUrgent ? HURRY : 1))) {
      return;
    }
    const members = this.#peer.members();
    this.#membersAt = seconds;
    this.#turnout = this.#recorder.turnout;
    this.#lookAgain(members);
    this.#pause = Math.max(EVERY, members.length / ROWS_PER_SECOND);
    this.#recorder.write({ type: "members", members }, this.#observer);
  }

  /** A hiccup is over soon; so it is soon known who really is stuck. In a large swarm somebody always hiccups. */
  #lookAgain(members: readonly MemberRow[]): void {
    const isUnsure = members.length <= ROWS_PER_SECOND &&
      members.some(({ isLate, slowness = 0 }) => isLate && slowness < SLOW);
    if (!isUnsure) this.#secondLooks = 0;
    else if (this.#secondLooks > 0) this.#secondLooks--;
    else this.#secondLooks = SECOND_LOOKS;
  }
}
