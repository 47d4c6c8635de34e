import type { PeerFigures, Validation } from "../peer/mod.ts";

/** Live figures of a running peer. */
export interface NodeFigures extends PeerFigures {
  /** Seconds since training began. */
  seconds: number;
  /** Updates folded a second, everyone's, of late. */
  updatesPerSecond: number;
  /** Bytes sent over the network. */
  bytesSent: number;
  /** Bytes received. */
  bytesReceived: number;
  /** Bytes that wait for the peer for which most waits: sent to it, and not read there yet. */
  waitingBytes: number;
  /** The most that ever waited for one peer, bytes. */
  mostWaitingBytes: number;
  /** Messages not sent to a peer, for which too much waited already; it catches up. */
  dropped: number;
  /** CPU time in gradients that were published, ms. */
  gradientMs: number;
  /** CPU time in gradients that were thrown away, ms. */
  wastedMs: number;
  /** Time that passed in gradients that were published, ms: of all time, what the worker did not wait. */
  computingMs: number;
  /** CPU time of the whole process, ms. */
  cpuMs: number;
  /** The newest evaluation, anyone's. */
  validation: Validation | undefined;
  /** What of this peer is in the state folder; absent without one. */
  disk?: DiskFigures;
}

/** What a crash would spare. */
export interface DiskFigures {
  /** Own updates of this run that are on disk for good. */
  synced: number;
  /** Whether the folder can be written: then all but the last moment is safe. */
  isDurable: boolean;
}

/** What a peer has to show at the end. */
export interface Summary extends NodeFigures {
  /** The own public key, hex. */
  peer: string;
  /** Name that other people see. */
  name: string;
  /** Why training ended. */
  reason: string;
  /** Name of the feed that this process published, hex. */
  feed: string;
  /** Updates folded, by feed. */
  clock: Record<string, number>;
  /** SHA-256 of clock and parameters: equal for equal replicas. */
  hash: string;
  /** SHA-256 of the parameters alone, float64 little-endian, to compare runs. */
  parametersHash: string;
  /** Evaluation of the final model, where there is validation data. */
  final: Validation | undefined;
  /** Files of the saved model. */
  saved: string[];
}
