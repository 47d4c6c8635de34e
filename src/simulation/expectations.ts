/**
 * What one expects of a run, for the `expect` of a scenario. Each looks at the
 * {@linkcode Run} alone, so it holds for virtual peers and real processes alike.
 *
 * @module
 */
import type { Expectation, PeerRecord, Run } from "./run.ts";

/**
 * That all who finish hold the same model with the same updates in it, to the
 * last bit. Not asked of those that crashed, left, or came back while others
 * were ending.
 */
export function equalHashes(): Expectation {
  return {
    name: "equal hashes",
    check(run) {
      const peers = agreeing(run);
      if (typeof peers === "string") return peers;
      const byHash = Map.groupBy(peers, ({ hash }) => hash ?? "no hash");
      if (byHash.size === 1) return undefined;
      const groups = [...byHash].map(([hash, peers]) =>
        `${hash.slice(0, 12)} at ${names(peers)}`
      );
      return `there are ${byHash.size} different models: ${groups.join("; ")}`;
    },
  };
}

/**
 * That every update a finisher published is in every finisher's model, and that
 * of the others' updates (who crashed, left, or were restarted meanwhile) each has
 * all that any has.
 */
export function noUpdateLost(): Expectation {
  return {
    name: "no update lost",
    check(run) {
      const peers = agreeing(run);
      if (typeof peers === "string") return peers;
      const wanted = new Map<string, number>();
      const want = (feed: string, count: number) =>
        wanted.set(feed, Math.max(count, wanted.get(feed) ?? 0));
      for (const { clock, published } of peers) {
        for (const [feed, count] of clock ?? []) want(feed, count);
        const own = [...published].at(-1);
        if (own !== undefined) want(...own);
      }
      for (const peer of peers) {
        if (peer.clock === undefined) {
          return `${name(peer)} does not say which updates it has`;
        }
        for (const [feed, count] of wanted) {
          const has = peer.clock.get(feed) ?? 0;
          if (has === count) continue;
          const author = run.peers.find(({ published }) => published.has(feed));
          return `${name(peer)} has ${has} of ${count} updates of ${
            author === undefined ? `feed ${feed.slice(0, 8)}` : name(author)
          }`;
        }
      }
    },
  };
}

/** That the model of each finisher (in a run that time ends: of each who is there) has a smaller loss than this. */
export function lossBelow(most: number): Expectation {
  return {
    name: `loss below ${most}`,
    check: (run) =>
      checkEach(run, "loss", ({ loss }) => loss, (loss) => loss < most),
  };
}

/**
 * That a metric of each finisher's model is larger than this.
 *
 * @param metric its name, such as `accuracy`
 */
export function metricAbove(metric: string, least: number): Expectation {
  return {
    name: `${metric} above ${least}`,
    check: (run) =>
      checkEach(
        run,
        metric,
        ({ metrics }) => metrics[metric],
        (value) => value > least,
      ),
  };
}

/**
 * That a metric of each finisher's model is smaller than this.
 *
 * @param metric its name
 */
export function metricBelow(metric: string, most: number): Expectation {
  return {
    name: `${metric} below ${most}`,
    check: (run) =>
      checkEach(
        run,
        metric,
        ({ metrics }) => metrics[metric],
        (value) => value < most,
      ),
  };
}

/** That so many peers at least train to the end: a check that the swarm outlives its faults. */
export function peersFinish(atLeast: number): Expectation {
  return {
    name: `${atLeast} peers finish`,
    check({ peers }) {
      const finished = peers.filter(({ outcome }) => outcome === "finished");
      if (finished.length >= atLeast) return undefined;
      const others = peers.filter(({ outcome }) => outcome !== "finished")
        .map((peer) => `${name(peer)} ${peer.outcome}`);
      return `${finished.length} did: ${others.join(", ")}`;
    },
  };
}

/** That nobody still trains after so many ms (virtual ms where the run is simulated). */
export function finishesWithin(ms: number): Expectation {
  return {
    name: `finishes within ${ms} ms`,
    check(run) {
      for (const peer of run.peers) {
        if (peer.outcome === "running") {
          return `${name(peer)} was still running after ${round(run.ms)} ms`;
        }
        if (peer.outcome === "finished" && !(peer.finishedAt! <= ms)) {
          return `${name(peer)} finished after ${round(peer.finishedAt!)} ms`;
        }
      }
    },
  };
}

/**
 * That a gradient, when it is published, lacks fewer updates than this, in the
 * mean: of those that anybody had published by then, the ones that were not in
 * the parameters it was computed at. Simulations only: among real machines
 * nobody sees it.
 *
 * In Dutta et al. (arXiv 2003.10579) staleness counts steps: K updates each.
 */
export function stalenessBelow(updates: number): Expectation {
  return {
    name: `staleness below ${updates}`,
    simulatedOnly: true,
    check({ staleness }) {
      if (staleness === undefined) return "nothing was published";
      if (staleness.mean < updates) return undefined;
      return `gradients lacked ${
        round(staleness.mean)
      } updates in the mean, ${staleness.most} at most`;
    },
  };
}

/**
 * That no gradient began while more than the elastic bound was known to be missing
 * and could still arrive, and that no certificate was found too small. Simulations
 * only.
 */
export function boundKept(): Expectation {
  return {
    name: "elastic bound kept",
    simulatedOnly: true,
    check({ elastic }) {
      if (elastic === undefined) return "no view was certified";
      const { bound, most, audits, failures } = elastic;
      if (bound === Infinity) {
        return "there is none: set synchronicity.elasticBound";
      }
      if (most > bound * (1 + 1e-9)) {
        return `a gradient began ${
          round(most)
        } steps off, the bound is ${bound}`;
      }
      if (failures === 0) return undefined;
      return `${failures} of ${audits} audits found a certificate too small`;
    },
  };
}

/** Those who should hold the same model; text where some have not finished, or none is left. */
function agreeing({ peers, ms }: Run): PeerRecord[] | string {
  const running = peers.filter(({ outcome }) => outcome === "running");
  if (running.length > 0) {
    return `${names(running)} had not finished after ${
      round(ms)
    } ms, and only those who have are known to agree`;
  }
  const finished = peers.filter(({ agrees, outcome }) =>
    agrees && outcome === "finished"
  );
  return finished.length > 0 ? finished : "no peer is left to look at";
}

function checkEach(
  { peers }: Run,
  what: string,
  valueOf: (peer: PeerRecord) => number | undefined,
  holds: (value: number) => boolean,
): string | undefined {
  const left = peers.filter(({ agrees, outcome }) =>
    agrees || outcome === "running"
  );
  if (left.length === 0) return "no peer is left to look at";
  for (const peer of left) {
    const value = valueOf(peer);
    if (value === undefined) {
      const known = ["loss", ...Object.keys(peer.metrics)];
      return peer.loss === undefined
        ? `${name(peer)} has measured nothing: the task has nothing to evaluate`
        : `${name(peer)} has measured no ${what}; there are ${
          known.join(", ")
        }`;
    }
    if (!holds(value)) return `${what} is ${round(value)} at ${name(peer)}`;
  }
}

function name({ index }: PeerRecord): string {
  return `peer ${index}`;
}

/** `peer 1`, `peers 1, 2, 5`, and no more than a line can hold. */
function names(peers: readonly PeerRecord[]): string {
  const shown = peers.slice(0, 8).map(({ index }) => index).join(", ");
  const more = peers.length > 8 ? ` and ${peers.length - 8} more` : "";
  return `peer${peers.length === 1 ? "" : "s"} ${shown}${more}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
