import type { Random } from "../random/mod.ts";
import type { ChunkSet } from "./chunk_set.ts";

/** What is to be pulled, or can be: named by what it holds, so nobody can pass off another for it. */
export interface Payload {
  /** Names it everywhere: hex of its hash. */
  readonly id: string;
  /** Its bytes. */
  readonly length: number;
  /** Bytes of each of its chunks but the last. */
  readonly chunkBytes: number;
}

/** What neighbours say to each other about payloads. The chunks themselves travel beside. */
export type Message =
  /**
   * These chunks are here, besides those told of before. Unless it is all of them, the others are wanted: whoever gets
   * one tells. An empty set asks who has any.
   */
  | { kind: "have"; payload: string; of: number; chunks: ChunkSet | "all" }
  /** Please send these chunks, in this order. */
  | { kind: "want"; payload: string; chunks: readonly number[] }
  /** These are no longer wanted, unless they are on their way. */
  | { kind: "cancel"; payload: string; chunks: readonly number[] }
  /** Nothing of it is here, whatever was said before. */
  | { kind: "lack"; payload: string };

/** What is to be done, in order. */
export type Action =
  | { kind: "send"; to: string; message: Message }
  /** The chunk is to be sent to the neighbour; `served()` when it is on its way. */
  | { kind: "serve"; to: string; payload: string; index: number }
  /** What of these waits to be sent to the neighbour need not be. */
  | { kind: "unserve"; to: string; payload: string; indices: readonly number[] }
  /** All chunks of a payload that was pulled are here. */
  | { kind: "whole"; payload: string }
  /** Nobody has what is missing, or there is no room for it. */
  | { kind: "failed"; payload: string; reason: string }
  /** There is no more room for it among the payloads that are served: its bytes may be let go. */
  | { kind: "drop"; payload: string }
  /** The neighbour has sent what is not the payload, and is asked for nothing any more. */
  | { kind: "distrust"; neighbour: string; payload: string };

/** What an exchange can be told. */
export interface ExchangeOptions {
  /** Chooses among equal chunks: unlike for each peer. */
  readonly random: Random;
  /** Bytes of the payloads that are kept to be served; default 64 MiB. The newest six are in any case. */
  readonly shelfBytes?: number;
  /** Bytes of the payloads that may be on their way; default 256 MiB. One may be in any case. */
  readonly pullBytes?: number;
  /** How long to gather what has come before it is told, ms; default 10. */
  readonly tellEvery?: number;
}

/** How many chunks a payload has. */
export function chunksIn({ length, chunkBytes }: Payload): number {
  return Math.ceil(length / chunkBytes);
}
