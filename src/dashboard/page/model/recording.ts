import { History } from "./history.ts";
import { byName } from "./names.ts";
import type { PageRecord } from "./types.ts";

/** Stands for the observer of records that name none. */
export const SOLE_OBSERVER = "";

/** Everything that was told, by who told it; one of them is shown. */
export class Recording {
  readonly #histories = new Map<string, History>();
  #shown: string | undefined;
  /** Whose history is shown while nobody has chosen. */
  #first: string | undefined;
  /** When the recording began, ISO 8601, where that is known. */
  startedAt: string | undefined;
  /** Whether its time is virtual. */
  isSimulated = false;
  /** How many records were taken. */
  taken = 0;

  /** Who tells: public keys, by name. */
  get observers(): string[] {
    return [...this.#histories.keys()].sort((a, b) =>
      byName(this.nameOf(a), this.nameOf(b))
    );
  }

  /** Whose history is shown: the first by name, where nobody who is here was chosen. */
  get shown(): string {
    if (this.#shown !== undefined && this.#histories.has(this.#shown)) {
      return this.#shown;
    }
    return this.#first ?? SOLE_OBSERVER;
  }

  /** The history that is shown. */
  get history(): History {
    return this.of(this.shown);
  }

  /** Shows another observer's history. */
  show(observer: string): void {
    this.#shown = observer;
  }

  /** The history that one observer told; empty before its first record. */
  of(observer: string): History {
    return this.#histories.get(observer) ?? new History();
  }

  /** What an observer is called. */
  nameOf(observer: string): string {
    const { introduction, names } = this.of(observer);
    return names.of(introduction?.peer ?? observer);
  }

  /** Takes the next record. Those that name no observer belong to everybody who tells. */
  take(record: PageRecord): void {
    this.taken++;
    if (record.type === "log") {
      this.startedAt = record.startedAt;
      this.isSimulated = record.simulated;
      return;
    }
    const isShared = record.observer === undefined;
    if (isShared && this.#histories.size > 0 && record.type === "fault") {
      for (const history of this.#histories.values()) history.take(record);
      return;
    }
    const observer = record.observer ?? SOLE_OBSERVER;
    let history = this.#histories.get(observer);
    if (history === undefined) {
      history = new History();
      this.#histories.set(observer, history);
    }
    history.take(record);
    if (record.type === "ready" || this.#first === undefined) this.#choose();
  }

  /** Who comes when training is under way takes nobody's place. */
  #choose(): void {
    const first = this.#histories.get(this.#first ?? "");
    const { phase } = first?.figures.newest?.value ?? {};
    const isUnderWay = phase !== undefined && phase !== "waiting" &&
      phase !== "joining";
    if (!isUnderWay) this.#first = this.observers[0];
  }
}
