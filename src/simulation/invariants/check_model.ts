import { equalBytes } from "../../replica/mod.ts";
import { UNITS_IN_ONE } from "./decode_exactly.ts";
import type { Oracle } from "./oracle.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/**
 * Holds one replica against the oracle: its clock has not gone back and names
 * only what was published; its sampled coordinates and its fingerprint are x_0
 * plus exactly the updates that the clock names; its units are theirs. What a
 * clock stands for is the same for everybody, so equal clocks mean equal bytes.
 *
 * @param total units in the data, N
 * @returns whether the clock has moved since the last look
 */
export function checkModel(
  watched: WatchedPeer,
  oracle: Oracle,
  total: number,
  report: Report,
): boolean {
  const { replica, counts, sums } = watched;
  let moved = false;
  for (const [feed, { count, head }] of replica.clock.entries()) {
    const before = counts.get(feed) ?? 0;
    if (count === before) continue;
    if (count < before) {
      report("clock", `It held ${before} of ${feed}, now ${count}`, watched);
      return false;
    }
    const log = oracle.get(feed);
    const update = log?.updates[count - 1];
    if (log === undefined || update === undefined) {
      const published = log?.updates.length ?? 0;
      report(
        "clock",
        `It claims ${count} of ${feed}, which has published ${published}`,
        watched,
      );
      return false;
    }
    if (!equalBytes(update.hash, head)) {
      report("clock", `Entry ${count} of ${feed} is another one`, watched);
    }
    const from = log.sums[before]!, to = log.sums[count]!;
    for (let s = 0; s < sums.length; s++) sums[s]! += to[s]! - from[s]!;
    watched.units += log.units[count]! - log.units[before]!;
    watched.fingerprint = BigInt.asUintN(
      64,
      watched.fingerprint + log.fingerprints[count]! -
        log.fingerprints[before]!,
    );
    counts.set(feed, count);
    moved = true;
  }
  if (replica.clock.size < counts.size) {
    const lost = [...counts.keys()].find((feed) => !replica.clock.count(feed));
    report("clock", `It held ${counts.get(lost!)} of ${lost}, now 0`, watched);
    return false;
  }
  checkSums(watched, oracle, moved, report);
  if (replica.units !== watched.units) {
    report(
      "progress",
      `It counts ${replica.units} units, its clock names ${watched.units}`,
      watched,
    );
  }
  const { progress } = watched.peer;
  if (Math.abs(progress - watched.units / total) > 1e-12 * (1 + progress)) {
    report(
      "progress",
      `Its progress is ${progress}, its clock names ${watched.units} units of ${total}`,
      watched,
    );
  }
  return moved;
}

function checkSums(
  watched: WatchedPeer,
  oracle: Oracle,
  moved: boolean,
  report: Report,
): void {
  const { values } = watched.replica;
  for (let s = 0; s < watched.sums.length; s++) {
    const at = oracle.samples[s]!;
    const expected = watched.sums[s]!;
    if (values[at]! * UNITS_IN_ONE === expected) continue;
    const off = values[at]! * UNITS_IN_ONE - expected;
    report(
      "sum",
      `Coordinate ${at} is ${
        values[at]
      }, off by ${off} of 2^-32 from x_0 plus the ${watched.units} units that its clock names`,
      watched,
    );
    return;
  }
  if (moved && watched.replica.fingerprint() !== watched.fingerprint) {
    report(
      "equal clocks",
      "Its fingerprint is not the one that its clock stands for",
      watched,
    );
  }
}
