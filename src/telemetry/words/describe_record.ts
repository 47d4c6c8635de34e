import { isEvent } from "../record_types.ts";
import type { TelemetryRecord } from "../records.ts";
import { describeEvent, type Description } from "./describe_event.ts";
import type { PeerNames } from "./peer_names.ts";

/**
 * A record in words, with peers by name; undefined for what is better shown as figures,
 * and for what comes many times a second.
 */
export function describeRecord(
  record: TelemetryRecord,
  names: PeerNames,
): Description | undefined {
  if (isEvent(record)) {
    return record.type === "published"
      ? undefined
      : describeEvent(record, names);
  }
  switch (record.type) {
    case "log":
    case "progress":
    case "members":
      return undefined;
    case "fault":
      return { text: names.in(record.text), tone: "warning" };
    case "error":
      return { text: record.message, tone: "warning" };
    case "summary":
      return {
        text: `${record.name} has ended: ${record.reason}`,
        tone: record.reason.startsWith("diverged") ? "warning" : "good",
      };
  }
}
