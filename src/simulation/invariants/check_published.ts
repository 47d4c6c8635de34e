import {
  equalBytes,
  type FeedId,
  type Frame,
  type Status,
  type Update,
} from "../../replica/mod.ts";
import type { FeedLog, Oracle } from "./oracle.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/** Longest clock whose digest is added up anew for each status. */
const DIGESTED = 64;

/**
 * Takes an update that a peer publishes into the oracle, and checks that it
 * continues the peer's own feed: no gap, no fork, true sums.
 *
 * @returns the feed; undefined where it is not the peer's
 */
export function takePublished(
  update: Update,
  watched: WatchedPeer,
  oracle: Oracle,
  report: Report,
): FeedLog | undefined {
  const { header, feed } = update;
  const fail = (text: string) =>
    report("feed", `Update ${header.seq} of ${feed}: ${text}`, watched);
  if (feed !== watched.feed) {
    fail("it is published by another peer");
    return undefined;
  }
  const published = oracle.count(feed);
  const last = oracle.get(feed)?.updates.at(-1);
  if (header.seq !== published + 1) {
    fail(`${published} were published before it`);
    return undefined;
  }
  if (oracle.get(feed)?.ended) fail("the peer has said that it is done");
  const previous = header.previousFeed === undefined
    ? undefined
    : oracle.get(header.previousFeed.feed)
      ?.updates[header.previousFeed.count - 1];
  const expected = last?.hash ?? previous?.hash ?? new Uint8Array(32);
  if (!equalBytes(header.predecessor, expected)) {
    fail("it names another predecessor");
  }
  if (header.round < (last?.header.round ?? 0)) fail("its round went back");
  let log: FeedLog;
  try {
    log = oracle.add(update, watched.index);
  } catch (error) {
    fail(
      `it cannot be decoded: ${error instanceof Error ? error.message : ""}`,
    );
    return undefined;
  }
  if (header.cumulativeUnits !== log.units.at(-1)) {
    fail(`it names ${header.cumulativeUnits} units, not ${log.units.at(-1)}`);
  }
  if (header.fingerprint !== log.fingerprints.at(-1)) {
    fail("its fingerprint is not its payloads'");
  }
  const norm = oracle.lastNorm;
  if (Math.abs(header.norm - norm) > 1e-9 * norm) {
    fail(`its norm is ${header.norm}, not ${norm}`);
  }
  return log;
}

/**
 * Checks what a peer claims in the frames that it published in one turn.
 *
 * @param about.total units in the data, N
 */
export function checkSaid(
  said: readonly Frame[],
  watched: WatchedPeer,
  { oracle, total, report }: { oracle: Oracle; total: number; report: Report },
): void {
  // A status names what was published before it, in the same turn, too.
  let later = said.filter(({ kind }) => kind === "update").length;
  for (const frame of said) {
    if (frame.kind === "update") {
      later--;
      checkEntries(frame.update.header.entries, watched, report);
    } else if (frame.kind === "status") {
      const own = { published: oracle.count(watched.feed) - later, total };
      checkStatus(frame.status, watched, oracle, own, report);
    }
  }
}

/**
 * Checks what a peer's own words claim: no feed folded further than it has
 * folded it, or than it was published. Call it when the peer's counts are known.
 */
function checkEntries(
  entries: Status["entries"],
  watched: WatchedPeer,
  report: Report,
): void {
  for (const { feed, count } of entries) {
    const folded = watched.counts.get(feed) ?? 0;
    if (count <= folded) continue;
    report(
      "claim",
      `It says that it has folded ${count} of ${feed}, and has folded ${folded}`,
      watched,
    );
  }
}

/**
 * Checks a status: what it claims, that it counts its own entries right, that a
 * whole clock has the digest and the progress it names.
 *
 * @param own.published own entries when it was spoken
 * @param own.total units in the data, N
 */
function checkStatus(
  status: Status,
  watched: WatchedPeer,
  oracle: Oracle,
  { published, total }: { published: number; total: number },
  report: Report,
): void {
  const fail = (text: string) =>
    report("claim", `Its status ${status.number} ${text}`, watched);
  checkEntries(status.entries, watched, report);
  if (status.number <= watched.statusNumber) fail("is not the newest");
  watched.statusNumber = status.number;
  if (status.seq !== published) {
    fail(`names ${status.seq} own entries, not ${published}`);
  }
  if (status.flags.done || status.flags.leaving) {
    const log = oracle.get(watched.feed);
    if (log !== undefined) log.ended = true;
  }
  if (!status.full || status.entries.length > DIGESTED) return;
  let digest = 0n, units = 0;
  for (const { feed, count } of status.entries) {
    const log = oracle.get(feed);
    if (count === 0 || log === undefined || count > log.updates.length) {
      continue;
    }
    digest += firstWord(log.updates[count - 1]!.hash);
    units += log.units[count]!;
  }
  if (firstWord(status.digest) !== BigInt.asUintN(64, digest)) {
    fail("has another digest than the clock it names");
  }
  if (Math.abs(status.progress * total - units) > 1e-9 * (1 + units)) {
    fail(
      `says progress ${status.progress}, the clock it names ${units / total}`,
    );
  }
}

/** The digest of a clock in which every one of these feeds stands at `count`. */
export function digestAt(
  oracle: Oracle,
  feeds: Iterable<FeedId>,
  count: number,
): bigint {
  let digest = 0n;
  if (count === 0) return digest;
  for (const feed of feeds) {
    const update = oracle.get(feed)?.updates[count - 1];
    if (update !== undefined) digest += firstWord(update.hash);
  }
  return BigInt.asUintN(64, digest);
}

/** The first 8 bytes as a number, little-endian. */
export function firstWord(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
}
