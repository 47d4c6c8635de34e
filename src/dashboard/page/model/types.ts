import type {
  MemberRow,
  NodeEvent,
  NodeFigures,
  TelemetryRecord,
  Tone,
} from "../../../telemetry/mod.ts";

/** A record as it comes over the wire: what is NaN or infinite in memory is `null` there. */
export type PageRecord = TelemetryRecord;

/** The record that tells of an event of type `Type`. */
export type EventOf<Type extends NodeEvent["type"]> = Extract<
  NodeEvent,
  { type: Type }
>;

/** The figures of a moment. */
export type Figures = NodeFigures;

/** One of the members, with what follows from comparing its rows. */
export interface Member extends MemberRow {
  /** Updates that it publishes a second, of late; 0 before that is known. */
  updatesPerSecond: number;
  /** Bytes a second over the connection with it, both ways, of late; of its updates where that is not counted. */
  bytesPerSecond: number;
  /** Whether it is steadily slow, or stuck: `isLate` may last for a blink, as machines are busy. */
  isStraggler: boolean;
}

/** A setting that the swarm or the peer changed by itself, and why. */
export interface Change {
  /** Which setting. */
  what: "quorum" | "codec" | "local-steps" | "cut-off";
  /** What it was. */
  from: string;
  /** What it is from here on. */
  to: string;
  /** Why, in numbers, with peers by name. */
  reason: string;
}

/** The gate closes or opens. */
export interface GateChange {
  /** Whether gradients are held back from here on. */
  isClosed: boolean;
  /** What is known to be missing, in steps. */
  distance: number;
  /** The most that may be. */
  bound: number;
  /** Why. */
  reason: string;
}

/** An epoch that has ended. */
export interface EpochPoint {
  /** Its number, from 1. */
  epoch: number;
  /** Mean training loss. */
  loss: number;
  /** How long it took, seconds. */
  seconds: number;
  /** How far the order strayed, and random ones: their median, and where nine of ten lie. */
  herding?: { infinity: number; random: number; low?: number; high?: number };
}

/** An evaluation on validation data. */
export interface ValidationPoint {
  /** Passes over the data that the model had seen. */
  epoch: number;
  /** Mean loss. */
  loss: number;
  /** The task's metrics by name. */
  metrics: Record<string, number>;
}

/** A line of the feed of events. */
export interface FeedItem {
  /** The record's type. */
  type: string;
  /** The event in words. */
  words: string;
  /** How much it matters. */
  tone: Tone;
}

/** What the peer said of itself at the start. */
export type Introduction = EventOf<"ready">;
