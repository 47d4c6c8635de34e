import { hashOf, toHex } from "../../replica/mod.ts";
import type { Oracle } from "./oracle.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/** All bytes that replicas held, by the clocks that they held them at. */
export class BytesByClock {
  readonly #hashes = new Map<string, string>();
  readonly #report: Report;

  /** No replica was looked at yet. */
  constructor(report: Report) {
    this.#report = report;
  }

  /** Compares a replica with whoever had the same clock, at whatever time. */
  compare(watched: WatchedPeer): void {
    const { replica } = watched;
    const clock = toHex(hashOf(replica.clock.encode()));
    const hash = replica.hash();
    const known = this.#hashes.get(clock);
    if (known === undefined) this.#hashes.set(clock, hash);
    else if (known !== hash) {
      this.#report(
        "equal clocks",
        `Its bytes are ${
          hash.slice(0, 12)
        }, those of another with the same clock ${known.slice(0, 12)}`,
        watched,
      );
    }
  }
}

/**
 * Holds every coordinate of everybody who is there at the end against the oracle's
 * sum of all payloads, and against the fingerprints that the publishers signed.
 */
export function checkBytes(
  all: readonly WatchedPeer[],
  oracle: Oracle,
  report: Report,
): void {
  const wrong = new Map<string, number | undefined>();
  for (const watched of all) {
    const { machine, peer, replica, counts } = watched;
    if (machine.peer !== peer || !machine.alive) continue;
    for (const line of replica.verifyFingerprint()) {
      report("sum", line, watched);
    }
    const hash = replica.hash();
    if (!wrong.has(hash)) {
      wrong.set(hash, oracle.firstWrong(replica.values, counts));
    }
    const coordinate = wrong.get(hash);
    if (coordinate === undefined) continue;
    report(
      "sum",
      `Coordinate ${coordinate} is ${
        replica.values[coordinate]
      }, not x_0 plus the updates that its clock names`,
      watched,
    );
  }
}
