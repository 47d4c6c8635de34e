import type { Asking } from "./asking.ts";
import type { Neighbour } from "./neighbour.ts";
import type { Pulls } from "./pulls.ts";
import type { Serving } from "./serving.ts";
import type { Telling } from "./telling.ts";
import { chunksIn, type Message } from "./types.ts";

/** What hearing needs. */
export interface HearingParts {
  readonly pulls: Pulls;
  readonly serving: Serving;
  readonly asking: Asking;
  readonly telling: Telling;
}

/** What neighbours say they have, or lack. */
export class Hearing {
  readonly #parts: HearingParts;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** A neighbour has some chunks, and wants the others where it lacks any. */
  have(
    neighbour: Neighbour,
    { payload, of, chunks }: Extract<Message, { kind: "have" }>,
    now: number,
  ): void {
    const { pulls, serving, asking, telling } = this.#parts;
    const pull = pulls.all.get(payload);
    const whole = serving.whole(payload);
    const known = pull?.payload ?? whole;
    if (known !== undefined && chunksIn(known) !== of) return;
    const note = neighbour.note(payload, of, (id) => pulls.all.has(id));
    pull?.sources.add(neighbour);
    if (chunks === "all") {
      pulls.count(payload, note, -1);
      note.has = "all";
      note.isInterested = false;
    } else {
      // Whoever has none asks, perhaps once more; others go on telling.
      const asks = !note.isInterested || chunks.count === 0;
      note.isInterested = true;
      if (note.has !== "all") {
        for (const index of chunks) {
          if (note.has.add(index)) pull?.count(index, 1);
        }
      }
      if (whole !== undefined) telling.all(neighbour, payload, of);
      else if (asks && pull !== undefined) telling.owe(neighbour, pull, now);
    }
    if (pull !== undefined) asking.ask(now, neighbour);
  }

  /** A neighbour has nothing of a payload, whatever it said before. */
  lack(neighbour: Neighbour, payload: string, now: number): void {
    const note = neighbour.notes.get(payload);
    if (note === undefined) return;
    this.#parts.pulls.count(payload, note, -1);
    this.#parts.pulls.all.get(payload)?.sources.delete(neighbour);
    neighbour.notes.delete(payload);
    const asked = [...neighbour.asked].filter(({ pull }) =>
      pull.payload.id === payload
    );
    this.#parts.asking.release(asked, false);
    this.#parts.asking.ask(now);
  }
}
