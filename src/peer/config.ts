import type { Codec } from "../compression/mod.ts";
import type { Optimizer, OuterSpec } from "../optimizers/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { FeedWriterOptions, Replica, Signer } from "../replica/mod.ts";
import type { EpochMemory } from "./epoch_memory.ts";
import type { BlockRule } from "./local_steps.ts";
import type { PublisherMemory } from "./publisher.ts";
import type { LocalSteps, QuorumRule, Variant } from "../synchronicity/mod.ts";

/** When training ends, besides the number of epochs. */
export interface StopRule {
  /** Ends when a validation metric (or `loss`) reaches a value. */
  target?: { metric: string; atLeast?: number; atMost?: number };
  /** Ends after so many epochs without a better validation loss. */
  patience?: number;
}

/** All that a peer is told when it is made. */
export interface PeerConfig {
  /** The model as this peer holds it, at x_0 or from disk. */
  replica: Replica;
  /** Signs headers; its public key is the peer's identity. */
  signer: Signer;
  /** Distinguishes this run of the identity from earlier ones; grows. */
  incarnation: number;
  /** The last entry known of this identity's earlier feed. */
  previous?: FeedWriterOptions["previous"];
  /** What this identity's publisher carried when it was saved; default nothing. */
  restored?: PublisherMemory;
  /** The epoch that this identity was in when it was saved: it goes on there. */
  resumes?: EpochMemory;
  /** Which corner of the four, or `auto`. */
  variant: Variant;
  /** The quorum, or the policy that chooses it; clamped to the live peers. */
  k: QuorumRule;
  /** Rounds behind at which a gradient starts anew; default never. */
  cutOff?: number;
  /** Whether own updates stand in for missing ones in views; default false. */
  substitutes?: boolean;
  /** No gradient begins while more is known to be missing, in full steps; default Infinity. */
  elasticBound?: number;
  /**
   * How many local steps an update is the sum of, or what chooses that before each
   * block of them; default 1.
   */
  localSteps?: LocalSteps | BlockRule;
  /** What is made of that sum; default the sum itself. */
  outer?: OuterSpec;
  /** A denser codec that is admitted too: it brings what `codec` holds back beyond its share of the bound. */
  flushCodec?: Codec;
  /** Units in the data that is dealt, or in this peer's own data. */
  units: number;
  /** Whether `units` are this peer's own, rather than dealt. */
  ownData: boolean;
  /**
   * Whether weights make up for the speed of peers with data of their own; default
   * where data are the own.
   */
  shareCorrected?: boolean;
  /**
   * Whether gradients from views out of the ordinary old count for less; default
   * where shares are corrected, as a slow peer's weight is up to 16 times as large.
   */
  stalenessAware?: boolean;
  /** Passes over the data, all peers together. */
  epochs: number;
  /** Further reasons to end. */
  stop?: StopRule;
  /** Whether there is validation data to evaluate on. */
  validates: boolean;
  /** Peers (this one included) to wait for before the first round. */
  waitFor: number;
  /** Which example comes next; default `random`. */
  ordering?: Ordering;
  /** Whether epochs tell how far their order strayed; default false. */
  watchesHerding?: boolean;
  /** The task's seed. */
  seed: number;
  /** Turns gradients into steps; its state is this peer's own. */
  optimizer: Optimizer;
  /** Makes updates small; what it leaves out goes into the next one. */
  codec: Codec;
  /** Whether this publisher chooses other codecs as its link has it, from `codec` on; default false. */
  choosesCodec?: boolean;
  /** Own updates that a live peer may have yet to fold; default 8. */
  window?: number;
  /** Bytes of updates kept for peers that ask; default 64 MiB. */
  retainBytes?: number;
}
