import { quoted, startedBy } from "../telemetry/words/started_by.ts";
import type { CommandLine } from "./parse.ts";

/** How to see a run again whose dashboard has gone with it, in a line; undefined where nobody asked for one. */
export function lookAgain(
  { dashboard, log }: CommandLine["options"],
): string | undefined {
  if (dashboard === undefined) return undefined;
  return log === undefined
    ? "The dashboard has ended with the run; --log FILE keeps what it showed, for replay"
    : `To look at it again: ${startedBy()} replay ${quoted(log)}`;
}
