/** How bad a finding is, from "as it should be" to "this must be mended". */
export const LEVELS = ["ok", "note", "warning", "fault"] as const;

/** See {@linkcode LEVELS}. */
export type Level = (typeof LEVELS)[number];

/** What is examined, in the order in which it is shown. */
export const CHECKS = [
  "permissions",
  "interfaces",
  "routes",
  "multicast",
  "ports",
  "state",
  "disk",
  "machine",
  "backend",
  "task",
  "bootstrap",
  "swarm",
  "clock",
] as const;

/** See {@linkcode CHECKS}. */
export type Check = (typeof CHECKS)[number];

/** One thing that was found, and what to do about it. */
export interface Finding {
  /** What was examined. */
  check: Check;
  /** How bad it is. */
  level: Level;
  /** What it is, in a line. */
  title: string;
  /** What was seen, with numbers; several things on a line each. */
  seen?: string;
  /** What to type or change. */
  cure?: string;
}

/** How many findings there are of each level. */
export type Tally = Record<Level, number>;

/** Counts findings by level. */
export function tally(findings: readonly Finding[]): Tally {
  const counts: Tally = { ok: 0, note: 0, warning: 0, fault: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/**
 * Findings with the worst last, where a terminal's reader looks. Of those to be
 * mended the one that others may follow from is the very last: without a network
 * nobody of the swarm is heard either.
 */
export function worstLast(findings: readonly Finding[]): Finding[] {
  const rank = ({ level, check }: Finding) => {
    const place = CHECKS.indexOf(check);
    const isToMend = level === "warning" || level === "fault";
    return LEVELS.indexOf(level) * CHECKS.length +
      (isToMend ? CHECKS.length - 1 - place : place);
  };
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
