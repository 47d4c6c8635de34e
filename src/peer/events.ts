import type { Herding } from "../ordering/mod.ts";
import type { Announcement, FeedId, Frame } from "../replica/mod.ts";
import type { QuorumRule, Variant } from "../synchronicity/mod.ts";
import type { OrderingFigures, StalenessFigures } from "./member_figures.ts";

/** A gradient that `training/` computed for one unit. */
export interface Gradient {
  /** d loss / d weights, trainable part, flat. */
  gradient: Float32Array;
  /** State after the forward pass minus state in the view (batch norm). */
  state: Float32Array;
  /** Mean loss over the unit's examples. */
  loss: number;
  /** Time it took, ms. */
  computeMs: number;
  /**
   * n + m values of memory that is the peer's from here on, as that of the view it
   * had handed out; `gradient` and `state` may lie in it. A next view is written
   * there rather than in new memory.
   */
  memory?: Float32Array;
}

/** One evaluation on the validation data. */
export interface Validation {
  /** Passes over the data that the evaluated model has seen. */
  epoch: number;
  /** Mean loss over the validation examples. */
  loss: number;
  /** The task's metrics by name. */
  metrics: Record<string, number>;
}

/** What a peer's surroundings measure, for the choice of codec and local steps; what is not known is left out. */
export interface LinkFigures {
  /** Bytes a second that leave this peer where it sends without a pause, all connections together. */
  bytesPerSecond?: number;
  /** Main-thread ms that an own update takes, with those folded meanwhile: no gradient begins in them. */
  overheadMs?: number;
}

/** Frames of which several make one thing. */
export type TransferFrame = Exclude<
  Frame,
  { kind: "update" | "announcement" | "status" }
>;

/** What happens to a peer. Times are monotonic milliseconds. */
export type PeerInput =
  /**
   * Takes part from now on. One that `gathers` joins those who train, but with others who
   * do not it begins at the next `start`.
   */
  | { kind: "start"; gathers?: boolean }
  /** A message; `relayed` where it is history, which tells nothing of who lives. */
  | { kind: "frame"; frame: Frame; relayed?: boolean }
  | { kind: "gradient"; job: number; gradient: Gradient }
  | { kind: "validation"; validation: Validation }
  | { kind: "connected"; publicKey: string }
  | { kind: "disconnected"; publicKey: string }
  | { kind: "caught-up"; publicKey: string; error?: string }
  /** Part of a catch-up's answer that means something only with what comes before and after it. */
  | { kind: "transfer"; publicKey: string; frame: TransferFrame }
  /** A payload that was asked for by `pull` cannot be had: catch-up mends it. */
  | { kind: "pull-failed"; feed: FeedId; seq: number }
  /** What was measured of the own link and machine. */
  | { kind: "link"; figures: LinkFigures }
  | { kind: "tick" }
  | { kind: "stop" };

/** What a peer wants done. */
export type PeerAction =
  /**
   * `frame` is what travels, made when it is read; `content` is what it says, for
   * swarms in one process, and where only an announcement travels.
   */
  | {
    kind: "publish";
    type: "update" | "status" | "evidence";
    frame: Uint8Array;
    content: Frame;
  }
  /**
   * `progress`: passes over the data that `view` holds, all peers together.
   * `localStep`: own steps that are in `view` and not published yet.
   */
  | {
    kind: "compute";
    job: number;
    unit: number;
    localStep: number;
    seed: number;
    view: Float32Array;
    progress: number;
  }
  | { kind: "cancel"; job: number }
  | { kind: "validate"; epoch: number; view: Float32Array }
  /** The payload is wanted, once: it comes as the frame of an update, or `pull-failed` does. */
  | { kind: "pull"; announcement: Announcement }
  /** A payload is wanted no longer: it has come another way, or takes too long. */
  | { kind: "stop-pull"; feed: FeedId; seq: number }
  | { kind: "catch-up"; publicKey: string; request: Uint8Array }
  /** The answer that is on its way is read no further. */
  | { kind: "give-up"; publicKey: string }
  | { kind: "wake"; at: number }
  | { kind: "event"; event: PeerEvent }
  | { kind: "finished"; reason: string };

/** What a person, a log or a dashboard may want to know. */
export type PeerEvent =
  | { type: "member-joined"; peer: string; members: number; round: number }
  | { type: "member-left"; peer: string; members: number }
  | {
    type: "member-suspected";
    peer: string;
    silentMs: number;
    patienceMs: number;
    /** Why, in numbers. */
    reason: string;
    members: number;
  }
  | { type: "member-returned"; peer: string; members: number }
  /** This machine slept, or stood still, for so long. */
  | { type: "resumed"; asleepMs: number }
  | { type: "member-lagging"; peer: string; behind: number }
  /**
   * There is no more room for what an absent peer lacks, which comes back by a
   * snapshot; without a peer: for updates that nobody is known to lack.
   */
  | { type: "history-dropped"; peer?: string }
  | {
    type: "feed-ended";
    peer: string;
    reason: string;
  }
  /** Two updates are signed with one number: `peer` is out, and from `seq` on its feed is in nobody's model. */
  | { type: "fork"; peer: string; feed: string; seq: number }
  /** Two processes use one identity; the one that was started last counts. */
  | { type: "duplicate"; peer: string }
  | { type: "joining"; peer: string; behind: number }
  | { type: "joined"; round: number; progress: number }
  | { type: "started"; members: number; k: number }
  /** Updates are the sum of another number of local steps, at most; `reason` says why, in numbers. */
  | { type: "local-steps"; from: number; to: number; reason: string }
  /** Updates are written with another codec from here, or `from` as it is the right one; `reason` says why, in numbers. */
  | { type: "codec"; from: string; to: string; reason: string }
  /**
   * K has changed; `reason` says why, in numbers. `members`: the live, absent in older logs. `slow`: who takes at least twice as long as the
   * usual peer, if anybody does, and `slowMs` its gradient's time, way here included.
   */
  | {
    type: "quorum";
    from: number;
    to: number;
    reason: string;
    members?: number;
    slow?: string;
    slowMs?: number;
  }
  /** Work that is so many rounds behind starts anew; absent where it never does. */
  | { type: "cut-off"; from?: number; to?: number; reason: string }
  /** No gradient begins while the model is known to lack more than the bound. */
  | {
    type: "gate";
    isClosed: boolean;
    distance: number;
    bound: number;
    reason: string;
  }
  | { type: "catch-up"; peer: string; missing: number }
  /** The model is on its way here: told at most 20 times for each; `of` is an estimate. */
  | { type: "fetching"; peer: string; bytes: number; of: number }
  /** `herding`: how far the prefix sums of the epoch's gradients strayed. */
  | {
    type: "epoch";
    epoch: number;
    loss: number;
    seconds: number;
    herding?: Herding;
  }
  | { type: "validation"; peer: string; validation: Validation }
  | { type: "warning"; text: string }
  | { type: "done"; reason: string; progress: number };

/**
 * A peer's figures at a glance, for progress lines. JSON has neither NaN nor Infinity:
 * what is NaN before it is measured, or Infinity where there is no bound, is null there.
 */
export interface PeerFigures {
  /** `waiting`, `joining`, `training`, `finishing` or `finished`. */
  phase: Phase;
  /** Passes over the data, all peers together. */
  progress: number;
  /** Where training ends, in passes. */
  epochs: number;
  /** The round this peer is in. */
  round: number;
  /** Live peers, this one included. */
  members: number;
  /** Which corner of the four, or `auto`. */
  variant: Variant;
  /** What the quorum is, or what chooses it. */
  rule: QuorumRule;
  /** The quorum in force. */
  k: number;
  /** Why it is that, in numbers, as of when it was last looked at; absent where no policy chooses, and before it first did. */
  quorumReason?: string;
  /** What own updates are written with, in words such as `top-k 1 %`. */
  codec: string;
  /** Gradients of the own data that are summed in one update, at most. */
  localSteps: number;
  /** Updates folded, everyone's. */
  updates: number;
  /** Updates published by this peer. */
  published: number;
  /** Decayed mean of the losses that folded headers named; NaN before the first. */
  loss: number;
  /** Updates a round brings over K. */
  overshoot: number;
  /** Computations thrown away because a quorum came first. */
  cancelled: number;
  /** The part of the time since the first gradient in which one was running here, 0 to 1; NaN before it. */
  utilisation: number;
  /** Bytes held for coordinated orders: the running sum, and payloads by reference. */
  orderingBytes: number;
  /** How far the newest gradient's view may be from all that was published. */
  elastic: ElasticFigures;
  /** How stale the own gradients are. */
  staleness: StalenessFigures;
  /** How the order of the examples fares. */
  ordering: OrderingFigures;
  /** Why no gradient is running; empty where one is. */
  waitingFor: string;
}

/** Elastic consistency at a glance: distances in full steps. */
export interface ElasticFigures {
  /** The certificate of the newest gradient's view; NaN before the first update. */
  distance: number;
  /** The most that may be known to be missing when a gradient begins; Infinity where it is only measured. */
  bound: number;
  /** Members that the certificate cannot speak for. */
  unknown: number;
  /** Whether gradients are held back now. */
  isClosed: boolean;
  /** How often they were. */
  closings: number;
  /** Certificates that were held against the truth. */
  audits: number;
  /** How many of them were too small: 0, or something is wrong. */
  failures: number;
  /** Decayed mean of truth over certificate; NaN before the first audit. */
  tightness: number;
}

/** What a peer is up to. */
export type Phase =
  | "waiting"
  | "joining"
  | "training"
  | "finishing"
  | "finished";
