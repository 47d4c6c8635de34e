import type { CodecSpec } from "../codec.ts";
import type { Plan } from "./plan.ts";

/** What a choice of {@linkcode Plan} depends on, as one peer has measured it. */
export interface Circumstances {
  /** Trainable parameters, n. */
  readonly parameters: number;
  /** Peers that train, this one included, P. */
  readonly peers: number;
  /** One gradient, ms. */
  readonly computeMs: number;
  /** Bytes a second that leave this peer, all its connections together; undefined before it is known. */
  readonly uplink?: number | undefined;
  /**
   * Copies of each update that this peer's uplink carries, its part in passing on
   * those of others included; default P - 1: whoever publishes, each of P updates has
   * to leave somebody's uplink P - 1 times.
   */
  readonly copies?: number;
  /** What a message takes beside the time its bytes need to leave, one way, ms; default 0. */
  readonly latencyMs?: number;
  /** Whether the next gradient waits for the others' updates, as with a quorum of more than one; else peers go on. */
  readonly waits: boolean;
  /** Main-thread ms of an own update and of those folded meanwhile, during which no gradient begins; default 0. */
  readonly overheadMs?: number;
  /** Others' updates that are published but not in the model as a gradient begins, in the mean, with the plan in force. */
  readonly missing?: number | undefined;
  /** Norm of what error feedback holds back over that of one update, with the plan in force. */
  readonly heldBack?: number | undefined;
  /** Decay of the optimizer's first moment; default 0. */
  readonly momentum?: number;
  /** The plan in force, if any. */
  readonly current?: Plan | undefined;
  /** Bytes of an update on the wire; default: its payload at the longest, and {@linkcode ENVELOPE}. */
  readonly sizeOf?: (codec: CodecSpec) => number;
}

/** Bytes of an update beside its payload: header, signature, gossip's envelope and frames. */
export const ENVELOPE = 600;

/** Bytes a second taken for granted before any were measured: a home line's 20 Mbit/s. */
export const GUESSED_UPLINK = 2.5e6;
