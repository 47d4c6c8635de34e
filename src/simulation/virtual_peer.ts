import type { Peer, PeerInput } from "../peer/mod.ts";
import type { Random } from "../random/mod.ts";
import type { FeedId, Replica } from "../replica/mod.ts";
import type { UnitGradient } from "./problem.ts";
import type { SkewedClock } from "./skewed_clock.ts";
import { VirtualDisk } from "./virtual_disk.ts";

/** A gradient in progress on a virtual machine. */
export interface Job {
  /** What it is computed on. */
  readonly unit: number;
  /** The parameters it is computed at. */
  readonly view: Float32Array;
  /** Decides noise. */
  readonly seed: number;
  /** What comes of it, where that was begun already. */
  result: UnitGradient | Promise<UnitGradient> | undefined;
}

/** What one incarnation of a peer consists of. */
export interface Incarnation {
  /** The state machine. */
  readonly peer: Peer;
  /** Its copy of the model. */
  readonly replica: Replica;
}

/** One machine of a virtual swarm, and what is known of it from outside. */
export class VirtualPeer {
  /** Its number, in order of appearance. */
  readonly index: number;
  /** Its own monotonic clock, as of the present incarnation. */
  clock: SkewedClock;
  /** Decides how long its gradients take. */
  readonly random: Random;
  /** The state machine, as of the present incarnation. */
  peer!: Peer;
  /** Its copy of the model. */
  replica!: Replica;
  /** How often it has been started. */
  starts = 0;
  /** False where it has crashed. */
  alive = true;
  /** Frozen: its event loop stands still. */
  suspended = false;
  /** While it is frozen nothing reaches it. */
  deaf = false;
  /** It has no connections: not yet started, crashed, or finished a while ago. */
  gone = true;
  /** Why it has finished or left; undefined until then. */
  finished: string | undefined;
  /** When, ms. */
  finishedAt = NaN;
  /** It was asked to leave. */
  left = false;
  /** It may end with another model than the others: it came back as they ended. */
  excused = false;
  /** What has come while it was frozen. */
  readonly inbox: PeerInput[] = [];
  /** What has come over streams while it was frozen. */
  readonly mail: (() => void)[] = [];
  /** With whom it has an open connection. */
  readonly connections: Set<VirtualPeer> = new Set();
  /** Gradients in progress, by job. */
  readonly jobs: Map<number, Job> = new Map();
  /** Gradients computed to the end. */
  gradients = 0;
  /** Gradients thrown away. */
  cancelled = 0;
  /** Wakes asked for; of those to come only the last counts. */
  wakes = 0;
  /** How many times slower than usual it computes. */
  slowness = 1;
  /** The answer it waits for: those to earlier requests are not read. */
  answer: object | undefined;
  /** What a restart may come back to. */
  readonly disk: VirtualDisk = new VirtualDisk();
  /** Lengths of the feeds of earlier incarnations. */
  readonly earlier: Map<FeedId, number> = new Map();

  /** A machine that nothing runs on yet. */
  constructor(index: number, clock: SkewedClock, random: Random) {
    this.index = index;
    this.clock = clock;
    this.random = random;
  }

  /** Whether it takes part: neither crashed nor finished. */
  get isRunning(): boolean {
    return this.alive && this.finished === undefined;
  }

  /** The feeds it has published, one for each incarnation, with their lengths. */
  get published(): Map<FeedId, number> {
    const { peer, earlier } = this;
    return new Map([...earlier, [peer.feed, peer.published]]);
  }

  /** Starts anew with nothing in memory. */
  begin({ peer, replica }: Incarnation): void {
    if (this.starts > 0) {
      this.earlier.set(this.peer.feed, this.peer.published);
    }
    this.peer = peer;
    this.replica = replica;
    this.starts++;
    this.wakes++;
    this.alive = true;
    this.suspended = false;
    this.deaf = false;
    this.left = false;
    this.finished = undefined;
    this.finishedAt = NaN;
    this.jobs.clear();
    this.inbox.length = 0;
    this.mail.length = 0;
  }
}
