import type { NodeFigures, Summary } from "../../telemetry/mod.ts";
import type { Outcome, PeerRecord } from "../run.ts";
import type { PeerLine, PeerProcess } from "./process.ts";

/** One peer of a real run over all its processes, as far as one hears of it. */
export class RealPeer {
  /** Its number, in order of appearance. */
  readonly index: number;
  /** Whether it came when the others had begun, or came back. */
  isLate: boolean;
  /** The process that runs now. */
  process: PeerProcess | undefined;
  /** Whether the process has ended. */
  hasEnded = false;
  /** How it ended, once somebody ended it. */
  fate: Exclude<Outcome, "finished"> | undefined;
  /** Why, where it has no words of its own. */
  fateReason: string | undefined;
  /** Whether it trains with the others: it was there from the start, or has joined. */
  isMember = false;
  /** When it said that training is done, ms since the start. */
  doneAt: number | undefined;
  /** It may end with another model than the others. */
  isExcused = false;
  /** Lengths of the feeds of its processes, as far as they told. */
  readonly published = new Map<string, number>();
  /** Its public key, hex. */
  publicKey: string | undefined;
  /** What it said went wrong. */
  error: string | undefined;
  /** What it had to show at the end. */
  summary: Summary | undefined;
  #summaryAt: number | undefined;
  #figures: NodeFigures | undefined;
  #feed = "";
  #hasBegun = false;

  /** A peer that nothing is known of. */
  constructor(index: number, isLate: boolean) {
    this.index = index;
    this.isLate = isLate;
  }

  /** The newest figures it told. */
  get figures(): NodeFigures | undefined {
    return this.summary ?? this.#figures;
  }

  /** Another process is to go on in its place. */
  restarts(): void {
    this.isLate = true;
    this.fate = this.fateReason = this.doneAt = undefined;
    this.hasEnded = this.isMember = this.#hasBegun = false;
  }

  /** Takes in what it says. */
  hear(line: PeerLine, at: number): void {
    switch (line.type) {
      case "ready":
        this.publicKey = line.peer;
        this.#feed = line.feed;
        this.published.set(line.feed, 0);
        break;
      case "started":
        // Who comes back from its disk goes on, and may be alone at first.
        this.#hasBegun = true;
        if (!this.isLate || line.members > 1) this.isMember = true;
        break;
      case "joined":
        this.#hasBegun = this.isMember = true;
        break;
      case "member-joined":
        if (this.#hasBegun) this.isMember = true;
        break;
      case "done":
        this.doneAt = at;
        break;
      case "progress":
        this.#figures = line;
        this.published.set(this.#feed, line.published);
        break;
      case "summary":
        this.summary = line;
        this.#summaryAt = at;
        this.published.set(this.#feed, line.published);
        break;
      case "error":
        this.error = line.message;
        break;
    }
  }

  /** What is known of it at the end. */
  record(): PeerRecord {
    const { summary, figures, publicKey } = this;
    const outcome = this.fate ??
      (summary === undefined ? "crashed" : "finished");
    const isThere = outcome !== "crashed" && summary !== undefined;
    const reason = this.fateReason ?? (isThere ? summary.reason : undefined);
    const final = isThere ? summary.final ?? summary.validation : undefined;
    return {
      index: this.index,
      ...(publicKey === undefined ? {} : { publicKey }),
      outcome,
      ...(reason === undefined ? {} : { reason }),
      ...(outcome === "finished" ? { finishedAt: this.#summaryAt! } : {}),
      ...(isThere ? { hash: summary.hash } : {}),
      ...(isThere ? { clock: new Map(Object.entries(summary.clock)) } : {}),
      published: this.published,
      agrees: outcome === "finished" && !this.isExcused &&
        reason?.startsWith("diverged") !== true,
      ...(final === undefined ? {} : { loss: final.loss }),
      metrics: final?.metrics ?? {},
      gradients: figures?.published ?? 0,
      cancelled: figures?.cancelled ?? 0,
      bytesSent: figures?.bytesSent ?? 0,
    };
  }
}
