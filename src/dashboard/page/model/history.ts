import type { MembersRecord } from "../../../telemetry/mod.ts";
import { PeerNames } from "../../../telemetry/words/peer_names.ts";
import { Series } from "./series.ts";
import { Timeline } from "./timeline.ts";
import type {
  Change,
  EpochPoint,
  FeedItem,
  Figures,
  GateChange,
  Introduction,
  PageRecord,
  ValidationPoint,
} from "./types.ts";

/** Rows of members kept: an hour of 64 peers at 16 rows a second. */
const MEMBER_ROWS = 60_000;

/** How soon after figures those of the end say nothing new, seconds. */
const LAST = 1;

/** The columns that charts draw. */
const COLUMNS = {
  progress: "last",
  loss: "mean",
  k: "last",
  members: "last",
  updatesPerSecond: "mean",
  sentPerSecond: "mean",
  receivedPerSecond: "mean",
  distance: "most",
  bound: "last",
  unknown: "most",
  staleness: "mean",
  utilisation: "mean",
  wasted: "mean",
  agreement: "mean",
} as const;

/** Those that follow from how much counters have grown. */
const RATES = [
  "sentPerSecond",
  "receivedPerSecond",
  "utilisation",
  "wasted",
] as const;

/** Everything that one peer told, by time, from which any moment can be drawn. */
export class History {
  /** Numbers over time. */
  readonly series = new Series(COLUMNS);
  /** Figures as they were told. */
  readonly figures = new Timeline<Figures>(8192);
  /** Everybody whom the peer knew. */
  readonly members = new Timeline<MembersRecord["members"]>(
    MEMBER_ROWS,
    (rows) => rows.length,
  );
  /** What was changed, and why. */
  readonly changes = new Timeline<Change>(4096);
  /** When gradients were held back. */
  readonly gates = new Timeline<GateChange>(4096);
  /** Epochs that ended. */
  readonly epochs = new Timeline<EpochPoint>(4096);
  /** Evaluations. */
  readonly validations = new Timeline<ValidationPoint>(4096);
  /** What happened, in words. */
  readonly feed = new Timeline<FeedItem>(5000, () => 1, "oldest");
  /** Names of peers, namesakes told apart as everywhere in words. */
  readonly names = new PeerNames();
  /** What the peer said of itself. */
  introduction: Introduction | undefined;
  /** Why training ended, where it has. */
  ended: { time: number; reason: string; isFailure: boolean } | undefined;
  /** Grows with each record that charts draw. */
  version = 0;
  /** Time of the newest record, seconds. */
  newest = 0;
  #previous: { time: number; figures: Figures } | undefined;

  /** Takes the next record. */
  take(record: PageRecord): void {
    const { time, words, tone } = record;
    this.newest = Math.max(this.newest, time);
    if (record.type !== "members" && record.type !== "published") {
      this.version++;
    }
    this.names.note(record);
    this.#sort(record);
    if (words !== undefined && record.type !== "published") {
      this.feed.push(time, { type: record.type, words, tone: tone ?? "plain" });
    }
  }

  #sort(record: PageRecord): void {
    const { time } = record;
    switch (record.type) {
      case "progress":
        return this.#progress(time, record);
      case "summary":
        this.ended = { time, reason: record.reason, isFailure: false };
        if (record.final) this.validations.push(time, record.final);
        return this.#progress(time, record, true);
      case "error":
        this.ended = { time, reason: record.message, isFailure: true };
        return;
      case "members":
        return this.members.push(time, record.members);
      case "ready":
        this.introduction = record;
        this.names.self = record.peer;
        return;
      case "quorum":
      case "codec":
      case "local-steps":
      case "cut-off":
        return this.changes.push(time, {
          what: record.type,
          from: String(record.from ?? "never"),
          to: String(record.to ?? "never"),
          reason: this.names.in(record.reason),
        });
      case "gate":
        return this.gates.push(time, {
          ...record,
          reason: this.names.in(record.reason),
        });
      case "epoch":
        return this.epochs.push(time, record);
      case "validation":
        return this.validations.push(time, record.validation);
    }
  }

  #progress(time: number, figures: Figures, isLast = false): void {
    const before = this.#previous;
    this.#previous = { time, figures };
    this.figures.push(time, figures);
    // At the end figures come once more, at once: no rate follows, and those of before stand.
    const isAgain = isLast && before !== undefined && time < before.time + LAST;
    const { elastic, staleness, ordering } = figures;
    const seconds = before === undefined ? NaN : time - before.time;
    const per = (whole: number, name: "gradientMs" | "wastedMs") =>
      before === undefined
        ? NaN
        : finite((figures[name] - before.figures[name]) / whole);
    const cpuMs = figures.cpuMs - (before?.figures.cpuMs ?? 0);
    const rate = (name: "bytesSent" | "bytesReceived") =>
      before === undefined
        ? NaN
        : finite((figures[name] - before.figures[name]) / seconds);
    const { series } = this;
    const rates = isAgain
      ? Object.fromEntries(
        RATES.map((name) => [name, series.column(name).at(-1)]),
      )
      : {
        sentPerSecond: rate("bytesSent"),
        receivedPerSecond: rate("bytesReceived"),
        utilisation: per(cpuMs, "gradientMs"),
        wasted: per(cpuMs, "wastedMs"),
      };
    series.push(time, {
      ...rates,
      progress: figures.progress,
      loss: figures.loss,
      k: figures.k,
      members: figures.members,
      updatesPerSecond: figures.updatesPerSecond,
      distance: elastic?.distance,
      bound: elastic?.bound,
      unknown: elastic?.unknown,
      staleness: staleness?.mean,
      agreement: ordering?.agreement,
    });
  }
}

/** A ratio of which the denominator may have been 0, or a counter that began anew. */
function finite(value: number): number {
  return Number.isFinite(value) && value >= 0 ? value : NaN;
}
