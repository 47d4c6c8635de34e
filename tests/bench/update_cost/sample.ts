import process from "node:process";
import type { RunningPeer } from "../../../src/node/mod.ts";

/** Where a peer's process stands at one moment. */
export interface Sample {
  type: "sample";
  /** Passes over the data, all peers together. */
  progress: number;
  /** Wall time, ms. */
  at: number;
  /** CPU time of the process in its own code, ms. */
  userMs: number;
  /** CPU time of the process in the kernel, ms. */
  systemMs: number;
  /** CPU time of the worker in gradients that were published, ms. */
  gradientMs: number;
  /** CPU time of the worker in gradients that were not, ms. */
  wastedMs: number;
  /** Own updates published. */
  published: number;
  /** Updates folded, everyone's. */
  folded: number;
  /** Bytes handed to sockets. */
  bytesSent: number;
  /** Bytes of update frames published, to be delivered to each of the others. */
  usefulBytes: number;
  /** Memory of the process, bytes. */
  rss: number;
}

/** Takes a sample of this process. */
export function takeSample(peer: RunningPeer, usefulBytes: number): Sample {
  const { user, system } = process.cpuUsage();
  const figures = peer.figures();
  return {
    type: "sample",
    progress: figures.progress,
    at: performance.now(),
    userMs: user / 1000,
    systemMs: system / 1000,
    gradientMs: figures.gradientMs,
    wastedMs: figures.wastedMs,
    published: figures.published,
    folded: figures.updates,
    bytesSent: figures.bytesSent,
    usefulBytes,
    rss: Deno.memoryUsage().rss,
  };
}
