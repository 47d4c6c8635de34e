import type { PeerAction, PeerInput } from "../../peer/mod.ts";
import type { FeedId } from "../../replica/mod.ts";
import type { Fault } from "../fault.ts";
import { findEstranged } from "./find_estranged.ts";
import { LivenessWatch } from "./liveness_watch.ts";
import type { Separations } from "./separations.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/** Inputs at one and the same time after which a peer goes round in circles. */
const CIRCLES = 10_000;

/** Patience that no delay explains, ms: a few of the peers' own first time-outs in a row. */
const BASE = 20_000;

/** So many times the longest delay seen may a peer wait for something. */
const FACTOR = 50;

/** What could still happen to a peer of its own accord. */
interface Prospect {
  /** A wake-up is pending. */
  isWoken: boolean;
  /** Gradients in progress, with their beginnings. */
  readonly jobs: Map<number, number>;
  /** Whom it asks for what it lacks, and since when. */
  asking: { peer: string; since: number } | undefined;
  /** What it pulls, and since when. */
  readonly pulls: Map<string, number>;
  /** When its clock or its phase last moved. */
  movedAt: number;
  /** The time of its last input, and how many there were at that time. */
  at: number;
  inputs: number;
}

/**
 * Watches for waits that cannot end: a peer that no wake-up, no gradient and no
 * answer could rouse; one that runs in circles while time stands still; and one
 * that has not moved for longer than any delay so far explains.
 */
export class WaitWatch {
  readonly #prospects = new Map<WatchedPeer, Prospect>();
  readonly #report: Report;
  readonly #waitFor: (peer: number) => number;
  #longest: number;
  readonly #liveness: LivenessWatch;
  readonly #lasting: { from: number; to: number }[] = [];

  /**
   * @param separations when who was kept apart from whom
   * @param waitFor how many peers the peer with this number waits for at its start
   * @param explained the longest delay of links and requests, ms
   */
  constructor(
    report: Report,
    separations: Separations,
    waitFor: (peer: number) => number,
    explained: number,
  ) {
    this.#report = report;
    this.#waitFor = waitFor;
    this.#longest = explained;
    this.#liveness = new LivenessWatch(report, separations, explained);
  }

  /** A peer exists. */
  appeared(watched: WatchedPeer, now: number): void {
    this.#prospects.set(watched, {
      isWoken: false,
      jobs: new Map(),
      asking: undefined,
      pulls: new Map(),
      movedAt: now,
      at: -1,
      inputs: 0,
    });
  }

  /** A fault takes effect: what it delays is explained for as long as it lasts. */
  befell(fault: Fault, now: number): void {
    const lasts = "lasts" in fault
      ? fault.lasts
      : "restartAfter" in fault
      ? fault.restartAfter
      : undefined;
    if (lasts !== undefined) this.#lasting.push({ from: now, to: now + lasts });
  }

  /** Before its actions are looked at: an input has come. */
  input(watched: WatchedPeer, input: PeerInput, now: number): void {
    const prospect = this.#prospects.get(watched)!;
    if (now > prospect.at) {
      prospect.at = now;
      prospect.inputs = 0;
    }
    if (++prospect.inputs === CIRCLES) {
      this.#report(
        "circles",
        `It has had ${CIRCLES} inputs while time stands still: ${
          this.#describe(watched, now)
        }`,
        watched,
      );
    }
    if (input.kind === "start") watched.isStarted = true;
    else if (input.kind === "tick") prospect.isWoken = false;
    else if (input.kind === "caught-up") prospect.asking = undefined;
    else if (input.kind === "gradient") this.#ends(prospect, input.job, now);
    else if (input.kind === "pull-failed") {
      this.#pulled(prospect, input.feed, input.seq, now);
    } else if (input.kind === "frame" && input.frame.kind === "update") {
      const { feed, header } = input.frame.update;
      if (!input.relayed) this.#pulled(prospect, feed, header.seq, now);
    }
  }

  /** Something is to be done. */
  acts(watched: WatchedPeer, action: PeerAction, now: number): void {
    const prospect = this.#prospects.get(watched)!;
    switch (action.kind) {
      case "wake":
        prospect.isWoken = true;
        break;
      case "compute":
        prospect.jobs.set(action.job, now);
        break;
      case "cancel":
        this.#ends(prospect, action.job, now);
        break;
      case "pull": {
        const { feed, header: { seq } } = action.announcement;
        const name = nameOf(feed, seq);
        if (prospect.pulls.has(name)) {
          this.#report("wait", `It pulls ${name} twice at a time`, watched);
        }
        prospect.pulls.set(name, now);
        break;
      }
      case "stop-pull":
        this.#pulled(prospect, action.feed, action.seq, now);
        break;
      case "give-up":
        prospect.asking = undefined;
        break;
      case "catch-up":
        if (prospect.asking !== undefined) {
          this.#report("wait", "It asks two peers at a time", watched);
        }
        prospect.asking = { peer: action.publicKey, since: now };
        break;
    }
  }

  /** All of one input is done. */
  handled(watched: WatchedPeer, moved: boolean, now: number): void {
    const prospect = this.#prospects.get(watched)!;
    const { phase } = watched.peer;
    if (moved || phase !== watched.phase) {
      prospect.movedAt = now;
      this.#liveness.moved(watched, now);
    }
    watched.phase = phase;
    if (!watched.isStarted || phase === "finished") return;
    const { isWoken, jobs, asking, pulls } = prospect;
    if (isWoken || jobs.size > 0 || asking !== undefined) return;
    if (pulls.size > 0) return;
    this.#report(
      "wait",
      `Nothing is scheduled that could rouse it: ${
        this.#describe(watched, now)
      }`,
      watched,
    );
  }

  /** Whether somebody waits that nothing explains; looked at now and then. */
  check(now: number): void {
    let longest = this.#longest;
    for (const { from, to } of this.#lasting) {
      longest = Math.max(longest, Math.min(now, to) - from);
    }
    const running: WatchedPeer[] = [];
    for (const [watched, prospect] of this.#prospects) {
      if (!watched.isRunning) continue;
      running.push(watched);
      if (watched.machine.suspended) prospect.movedAt = now;
      for (const since of prospect.jobs.values()) {
        longest = Math.max(longest, now - since);
      }
    }
    this.#liveness.check(running, now, {
      computes: (watched) => this.#prospects.get(watched)!.jobs.size > 0,
      waits: (watched) => this.#waitsForPeople(watched, running),
    });
    const limit = BASE + FACTOR * longest;
    for (const watched of running) {
      const { movedAt } = this.#prospects.get(watched)!;
      if (now - movedAt <= limit || this.#waitsForPeople(watched, running)) {
        continue;
      }
      const estranged = findEstranged(running);
      const why = estranged === undefined
        ? ""
        : `Peers ${estranged[0].index} and ${
          estranged[1].index
        } have each forgotten what the other lacks. `;
      this.#report(
        estranged === undefined ? "wait" : "merge",
        `It has not moved for ${
          seconds(now - movedAt)
        }, and no delay so far was longer than ${seconds(longest)}. ${why}${
          running.map((other) =>
            `Peer ${other.index}: ${this.#describe(other, now)}`
          ).join("; ")
        }`,
        watched,
      );
    }
  }

  /** Whether nothing can happen any more until somebody starts another peer. */
  isHopeless(): boolean {
    const running = [...this.#prospects.keys()].filter((watched) =>
      watched.isRunning
    );
    return running.length > 0 &&
      running.every((watched) => this.#waitsForPeople(watched, running));
  }

  /** Who waits for more peers than there are waits for people to start them. */
  #waitsForPeople(
    watched: WatchedPeer,
    running: readonly WatchedPeer[],
  ): boolean {
    return watched.isStarted && watched.phase === "waiting" &&
      !watched.machine.suspended &&
      running.length < this.#waitFor(watched.index);
  }

  /** How long a payload takes is a delay that explains others. */
  #pulled({ pulls }: Prospect, feed: FeedId, seq: number, now: number): void {
    if (pulls.size === 0) return;
    const name = nameOf(feed, seq), since = pulls.get(name);
    if (since === undefined) return;
    this.#longest = Math.max(this.#longest, now - since);
    pulls.delete(name);
  }

  #ends(prospect: Prospect, job: number, now: number): void {
    const since = prospect.jobs.get(job);
    if (since === undefined) return;
    this.#longest = Math.max(this.#longest, now - since);
    prospect.jobs.delete(job);
  }

  /** What one peer is at. */
  #describe(watched: WatchedPeer, now: number): string {
    const { jobs, asking, isWoken, pulls } = this.#prospects.get(watched)!;
    const { phase, waitingFor, round, k, members } = watched.peer.figures();
    const parts: string[] = [`${phase}, round ${round}, K ${k} of ${members}`];
    if (watched.machine.suspended) parts.push("frozen");
    for (const since of jobs.values()) {
      parts.push(`computing for ${seconds(now - since)}`);
    }
    if (jobs.size === 0) parts.push(`waiting for "${waitingFor}"`);
    if (asking !== undefined) {
      parts.push(
        `asking ${asking.peer.slice(0, 8)} for ${seconds(now - asking.since)}`,
      );
    }
    if (pulls.size > 0) parts.push(`pulling ${[...pulls.keys()].join(", ")}`);
    if (!isWoken) parts.push("no wake-up pending");
    return parts.join(", ");
  }
}

function nameOf(feed: FeedId, seq: number): string {
  return `${seq} of ${feed.slice(0, 8)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
