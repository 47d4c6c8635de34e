import { inMs } from "../synchronicity/mod.ts";
import type { NamedPace } from "./pace_records.ts";

/** Times as long as the usual peer from which on the slowest is worth a name. */
const SLOW = 2;

/** How long a peer's gradient takes, and its way here, ms. */
const delayOf = ({ mean, lag }: NamedPace) => mean + lag;

function slowestOf(paces: readonly NamedPace[]): NamedPace {
  return paces.reduce((slowest, pace) =>
    delayOf(pace) > delayOf(slowest) ? pace : slowest
  );
}

/** The slowest, where it takes at least twice as long as the usual peer; of two peers, as the other. */
export function slowAmong(
  paces: readonly NamedPace[],
): { slow: string; slowMs: number } | undefined {
  const delays = paces.map(delayOf).sort((a, b) => a - b);
  const usual = delays[(delays.length - 1) >> 1]!;
  const slowest = slowestOf(paces);
  const slowMs = delayOf(slowest);
  // Of a delay beyond all numbers, which anyone may claim, JSON knows nothing.
  if (!(slowMs >= SLOW * usual) || !Number.isFinite(slowMs)) return undefined;
  return { slow: slowest.publicKey, slowMs };
}

/** Whom a quorum of everybody would wait for, in words. */
export function describeSlowest(paces: readonly NamedPace[]): string {
  const { publicKey, mean, lag } = slowestOf(paces);
  return `slowest ${publicKey} with ${inMs(mean)}${
    lag > mean / 100 ? `, ${inMs(lag)} away` : ""
  }`;
}
