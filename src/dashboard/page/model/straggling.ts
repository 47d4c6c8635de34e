import type { MemberRow } from "../../../telemetry/mod.ts";
import type { Timeline } from "./timeline.ts";

/** Times the median member's time from which on somebody is slow. */
const SLOW = 3;

/** For how long somebody must be late without a break to be stuck, seconds. */
const STUCK = 0.45;

/**
 * Who of the members at `time` straggles: whose gradients take three times as long
 * as the median member's, or who is late, and was each time that was looked in the last half
 * second. To be late for less is to have hiccuped, as busy machines do.
 *
 * @returns Public keys
 */
export function stragglersAt(
  members: Pick<Timeline<readonly MemberRow[]>, "all" | "countAt">,
  time: number,
): Set<string> {
  const last = members.countAt(time) - 1;
  const now = members.all[last];
  if (now === undefined) return new Set();
  const isLate = (row: MemberRow) => row.isLate;
  let stuck = new Set(now.value.filter(isLate).map(({ peer }) => peer));
  let age = 0;
  for (let i = last - 1; i >= 0 && age < STUCK && stuck.size > 0; i--) {
    const { time, value } = members.all[i]!;
    age = now.time - time;
    const late = value.filter(isLate).map(({ peer }) => peer);
    stuck = stuck.intersection(new Set(late));
  }
  const straggles = ({ peer, slowness = 0 }: MemberRow) =>
    slowness >= SLOW || age >= STUCK && stuck.has(peer);
  return new Set(now.value.filter(straggles).map(({ peer }) => peer));
}
