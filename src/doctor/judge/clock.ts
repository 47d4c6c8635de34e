import type { Visit } from "../../network/observer/mod.ts";
import { duration } from "../../telemetry/words/format.ts";
import type { Finding } from "../finding.ts";
import { labels } from "./labels.ts";
import { nameOf } from "./peer.ts";

const check = "clock";

/** Clocks that differ by less are as good as equal, ms. */
const WORTH_TELLING = 1000;

/** Judges the clocks of the peers that were visited. */
export function judgeClocks(visits: readonly Visit[]): Finding[] {
  const known = visits.flatMap((visit) =>
    visit.kind === "met" && visit.clockAhead !== undefined
      ? [{ ...visit, clockAhead: visit.clockAhead }]
      : []
  );
  if (known.length === 0) return [];
  const off = known.filter(({ clockAhead, clockWithin }) =>
    Math.abs(clockAhead) - clockWithin > WORTH_TELLING
  );
  if (off.length === 0) {
    const most = Math.max(
      ...known.map(({ clockAhead, clockWithin }) =>
        Math.abs(clockAhead) + clockWithin
      ),
    );
    return [{
      check,
      level: "ok",
      title: `Clocks agree to within ${duration(most / 1000)}`,
      seen: `this machine's and those of ${namesOf(known).join(", ")}`,
    }];
  }
  const names = namesOf(off);
  const lines = off.map(({ clockAhead }, i) =>
    `${names[i]}: ${duration(Math.abs(clockAhead) / 1000)} ${
      clockAhead > 0 ? "ahead of" : "behind"
    } this machine`
  );
  return [{
    check,
    level: "note",
    title: "Clocks differ",
    seen: `${
      lines.join("\n")
    }\nDrover compares no clocks of different machines; only the times in logs will not fit together`,
    cure:
      "let the system set its clock: sudo timedatectl set-ntp true (Linux), System Settings (macOS, Windows)",
  }];
}

function namesOf(visits: readonly (Visit & { kind: "met" })[]): string[] {
  return labels(
    visits.map(({ hello, peer }) => ({ name: nameOf(hello), peer })),
  );
}
