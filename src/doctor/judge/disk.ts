import { writeProblem } from "../../telemetry/words/write_problem.ts";
import { bytes } from "../../telemetry/words/format.ts";
import type { Finding, Level } from "../finding.ts";
import type { DiskFacts } from "../measure/disk.ts";
import { milliseconds } from "./tcp.ts";

const check = "disk";

/** Room below which a state folder may fill its disk, and below which it will, bytes. */
const SCARCE = 2 ** 30, NONE = 100 * 2 ** 20;

/** Slower than this, snapshots of a large model take seconds, bytes/s. */
const SLOW = 20e6;

/** Judges the disk of a folder. */
export function judgeDisk(facts: DiskFacts): Finding {
  const { option, path, free, bytesPerSecond, syncMs, problem } = facts;
  const room = free === undefined
    ? "free room not known (needs --allow-sys=statfs)"
    : `${bytes(free)} free`;
  if (problem !== undefined) {
    return {
      check,
      level: "fault",
      title: `Cannot write to ${option} ${path}`,
      seen: `${problem instanceof Error ? problem.message : problem}; ${room}`,
      cure: writeProblem(problem, path, "folder"),
    };
  }
  const level: Level = free !== undefined && free < NONE
    ? "fault"
    : (free ?? SCARCE) < SCARCE || bytesPerSecond! < SLOW
    ? "warning"
    : "ok";
  const isSlow = bytesPerSecond! < SLOW;
  return {
    check,
    level,
    title: (free ?? SCARCE) < SCARCE
      ? `Little room is left for ${option} ${path}`
      : isSlow
      ? `The disk of ${option} ${path} is slow`
      : `The disk of ${option} ${path} has room and speed`,
    seen: `${room}; writes ${bytes(bytesPerSecond!)}/s, one sync ${
      milliseconds(syncMs!)
    }`,
    ...(level === "ok" ? {} : {
      cure: isSlow && (free ?? SCARCE) >= SCARCE
        ? "training does not wait for it, but snapshots take long and more may be lost in a power cut: name a folder on another disk, not on a network share"
        : "make room: a state folder takes up to 256 MiB of logs and four times the model; or name a folder on another disk",
    }),
  };
}
