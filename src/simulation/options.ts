import type { CodecSetting } from "../compression/mod.ts";
import type { OptimizerSpec, OuterSpec } from "../optimizers/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { BlockRule, StopRule } from "../peer/mod.ts";
import type { LocalSteps, QuorumRule, Variant } from "../synchronicity/mod.ts";
import type { Delay } from "./delay.ts";
import type { Fault } from "./fault.ts";
import type { NetworkModel } from "./network_model.ts";
import type { Observer } from "./observer.ts";
import type { Problem } from "./problem.ts";
import type { OwnData } from "./own_data.ts";
import type { ClockSkew } from "./skewed_clock.ts";

/** How a virtual swarm is made. */
export interface SimulationOptions {
  /** Decides all chance. */
  readonly seed: number;
  /** Peers at the start. */
  readonly peers: number;
  /** What they train. */
  readonly problem: Problem;
  /**
   * Which of the problem's units are a peer's own; one at least. Without it all
   * units are dealt.
   */
  readonly ownData?: OwnData;
  /** Whether weights make up for the speed of peers with data of their own; as in `peer/` by default. */
  readonly shareCorrected?: boolean;
  /** Whether gradients from views out of the ordinary old count for less; as in `peer/` by default. */
  readonly stalenessAware?: boolean;
  /** Which corner of the four, or `auto`. */
  readonly variant: Variant;
  /** The quorum, or the policy that chooses it; clamped to the live peers. */
  readonly k: QuorumRule;
  /** Quorums of peers that do not agree, taken in turn; `k` is that of all where this is left out. */
  readonly quorums?: readonly QuorumRule[];
  /** Whether own updates stand in for missing ones in views; default false. */
  readonly substitutes?: boolean;
  /** Rounds behind at which a gradient starts anew; as in `peer/` by default. */
  readonly cutOff?: number;
  /** No gradient begins while more than so many full steps are known to be missing; default Infinity. */
  readonly elasticBound?: number;
  /** Local steps of an update, or what chooses them; default 1. */
  readonly localSteps?: LocalSteps | BlockRule;
  /** What is made of their sum; default the sum itself. */
  readonly outer?: OuterSpec;
  /** Which example comes next; default `random`. */
  readonly ordering?: Ordering;
  /** Passes over the data, all peers together; default 1. */
  readonly epochs?: number;
  /** Further reasons to end. */
  readonly stop?: StopRule;
  /** Turns gradients into steps; default plain SGD at 0.1. */
  readonly optimizer?: OptimizerSpec;
  /** Makes updates small; default float32. With `auto` each peer chooses, by what its uplink is measured to carry. */
  readonly codec?: CodecSetting;
  /** Milliseconds of one gradient, of all peers or of each; default 10. */
  readonly compute?: Delay | ((peer: number) => Delay);
  /** Links and overlay. */
  readonly network?: NetworkModel;
  /** What befalls the swarm. */
  readonly faults?: readonly Fault[];
  /** How far the peers' clocks are apart; not at all by default. */
  readonly clocks?: ClockSkew;
  /** Peers that each waits for before its first round; default all, and 1 for those that come later. */
  readonly waitFor?: number;
  /** Whether peers evaluate the model after each epoch, where the problem can; default where `stop` is given. */
  readonly validates?: boolean;
  /** Whether the peers tell how far the order of each epoch strayed; default false. */
  readonly watchesHerding?: boolean;
  /** Bytes of updates that each keeps for those that ask; as in `peer/` by default. */
  readonly retainBytes?: number;
  /** Own updates that a live peer may have yet to fold; as in `peer/` by default. */
  readonly window?: number;
  /**
   * Milliseconds between a peer's snapshots, which a restart with its disk comes
   * back to. Given, all peers take them; else those that a fault restarts, every 10 s.
   */
  readonly snapshotEvery?: number;
  /** Whether disks hold the own feeds and what is kept of the others', too, as real ones do; default true. */
  readonly keepsFeeds?: boolean;
  /** Ed25519 (the default), or checksums that cost next to nothing. */
  readonly signatures?: "real" | "trusted";
  /** Who watches. */
  readonly observers?: readonly Observer[];
}
