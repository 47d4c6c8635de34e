import type { MemberRow } from "../../../telemetry/mod.ts";
import type { Timeline } from "./timeline.ts";

/** Times the median member's time from which on somebody is slow. */
const SLOW = 3;

/** For how long somebody must be late and publish nothing to be stuck, seconds: from one look to the next. */
const STUCK = 0.2;

/**
 * Who of the members at `time` straggles: whose gradients take three times as long
 * as the median member's, or who is late, was at the look before, and has published nothing
 * since. To be late for less is to have hiccuped, as busy machines do; and where more than
 * half are stuck at once the machine is, and nobody in particular.
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
  const stuck = new Map<string, number>();
  for (const { peer, isLate, published } of now.value) {
    if (isLate) stuck.set(peer, published);
  }
  let age = 0;
  for (let i = last - 1; i >= 0 && age < STUCK && stuck.size > 0; i--) {
    const { time, value } = members.all[i]!;
    age = now.time - time;
    const then = new Map(value.map((row) => [row.peer, row]));
    for (const [peer, published] of stuck) {
      const row = then.get(peer);
      if (!row?.isLate || row.published !== published) stuck.delete(peer);
    }
  }
  const isSlow = ({ slowness = 0 }: MemberRow) => slowness >= SLOW;
  const isStuck = ({ peer }: MemberRow) => age >= STUCK && stuck.has(peer);
  const live = now.value.filter(({ state }) => state === "live");
  const found = live.filter((row) => isSlow(row) || isStuck(row));
  const few = found.length > live.length / 2 ? found.filter(isSlow) : found;
  return new Set(few.map(({ peer }) => peer));
}
