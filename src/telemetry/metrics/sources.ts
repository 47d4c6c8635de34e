import type { Validation } from "../../peer/mod.ts";
import type { NodeEvent } from "../events.ts";
import type { NodeFigures } from "../figures.ts";
import type { TelemetryRecord } from "../records.ts";
import { type LabelledMembers, labelMembers } from "./label_members.ts";

/** What instruments read, by name. */
export interface Sources {
  /** What a peer says of itself at the beginning. */
  ready: Extract<NodeEvent, { type: "ready" }>;
  /** The figures of the moment, or those at the end. */
  figures: NodeFigures;
  /** Everybody whom the peer knows. */
  members: LabelledMembers;
  /** The end of an epoch. */
  epoch: Extract<NodeEvent, { type: "epoch" }>;
  /** An evaluation. */
  validation: Validation;
  /** How often each event has happened, by its type. */
  events: ReadonlyMap<string, number>;
}

/** Name of what an instrument reads. */
export type SourceName = keyof Sources;

/** Something that instruments can read. */
export type Source = {
  [Name in SourceName]: { name: Name; value: Sources[Name] };
}[SourceName];

/** What instruments can read of a record; undefined where they read nothing. */
export function sourceOf(record: TelemetryRecord): Source | undefined {
  switch (record.type) {
    case "progress":
    case "summary":
      return { name: "figures", value: record };
    case "members":
      return { name: "members", value: labelMembers(record.members) };
    case "validation":
      return { name: "validation", value: record.validation };
    case "ready":
    case "epoch":
      return { name: record.type, value: record } as Source;
  }
}
