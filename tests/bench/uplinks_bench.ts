/**
 * What large models cost swarms on home lines, in time and bytes alone: null
 * gradients, whose payloads count for as many bytes as those of a model of 10 million
 * parameters, on uplinks of 20 Mbit/s. Updates a second, what the wire carries for
 * each useful byte, the time from publishing to folding, and how busy uplinks are;
 * beside the time in which an uplink can send a round's payloads at best: each peer's
 * update goes to P - 1 others, whoever passes it on, so (P - 1) payloads for each.
 *
 *     deno task bench uplinks [--peers N] [--payload int8] [--rounds 4] [--degree D]
 *       [--chunk BYTES]
 *
 * A gradient takes a second. `k-sync` waits for everybody with one step an update, so
 * compute hides nothing; `k-batch-async` waits for nobody, and takes as many local
 * steps an update as the round's payloads take to send, and a quarter more.
 */
import { parseArgs } from "@std/cli/parse-args";
import { lognormal, uniform } from "../../src/simulation/delays/mod.ts";
import {
  type Observer,
  Simulation,
  type VirtualPeer,
} from "../../src/simulation/mod.ts";
import type { PeerAction, PeerInput } from "../../src/peer/mod.ts";
import { nullProblem } from "../../src/simulation/problems/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";

/** Bytes a millisecond: 20 Mbit/s. */
const UPLINK = 2500;

/** Milliseconds of a gradient. */
const GRADIENT = 1000;

/** Payloads of 10 million parameters: as int8, and the top 1 % and 0.1 % as int8 with entropy-coded indices. */
const PAYLOADS: Readonly<Record<string, number>> = {
  "int8": 10_000_000,
  "top 1 %": 206_000,
  "top 0.1 %": 24_800,
};

const args = parseArgs(Deno.args, {
  string: ["peers", "payload", "degree", "chunk"],
  default: { rounds: 4 },
}) as {
  peers?: string;
  payload?: string;
  rounds: number;
  degree?: string;
  chunk?: string;
};

/** When updates are published, and how long after that they are folded. */
class Meter implements Observer {
  published = 0;
  readonly delays: number[] = [];
  readonly #at = new Map<Uint8Array, number>();

  handled(
    _peer: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
    now: number,
  ): void {
    for (const action of actions) {
      if (action.kind !== "publish" || action.content.kind !== "update") {
        continue;
      }
      const { headerBytes, payload } = action.content.update;
      if (payload.length === 0) continue;
      this.#at.set(headerBytes, now);
      this.published++;
    }
    if (input.kind !== "frame" || input.frame.kind !== "update") return;
    const at = this.#at.get(input.frame.update.headerBytes);
    if (at !== undefined) this.delays.push(now - at);
  }
}

function quantile(sorted: readonly number[], part: number): string {
  const value = sorted[Math.floor(part * sorted.length)];
  return value === undefined ? "-" : (value / 1000).toFixed(2);
}

function measure(
  name: string,
  peers: number,
  variant: Variant,
  steps: number,
): void {
  const payloadBytes = PAYLOADS[name]!;
  const round = (peers - 1) * payloadBytes / UPLINK;
  const compute = steps * GRADIENT;
  const meter = new Meter();
  const chunkBytes = args.chunk === undefined ? undefined : Number(args.chunk);
  const simulation = new Simulation({
    seed: 1,
    peers,
    problem: nullProblem({ units: 64 * peers, gradient: 1 }),
    variant,
    k: "all",
    epochs: 1000,
    compute: uniform(0.95 * compute, 1.05 * compute),
    signatures: "trusted",
    observers: [meter],
    network: {
      bandwidth: UPLINK,
      latency: lognormal(15, 0.4),
      payloadBytes,
      requestTimeout: 60_000,
      ...(args.degree === undefined ? {} : { degree: Number(args.degree) }),
      ...(chunkBytes === undefined ? {} : { chunkBytes }),
    },
  });
  const start = performance.now();
  const perRound = variant === "k-sync"
    ? compute + round
    : Math.max(compute, round);
  simulation.runSync({ ms: 500 + compute + args.rounds * perRound });
  const seconds = simulation.now / 1000;
  const folded = meter.delays.length / (peers - 1);
  const busy = simulation.overlay.traffic.bytes / UPLINK / simulation.now /
    peers;
  // What is under way then is not lost: nothing more is published, and it comes.
  for (const peer of simulation.peers) peer.jobs.clear();
  simulation.runSync({ ms: 3 * round + 2000 });
  const delays = meter.delays.sort((a, b) => a - b);
  const { traffic } = simulation.overlay;
  const useful = delays.length * payloadBytes;
  const cells: [string | number, number][] = [
    [peers, 5],
    [name, 11],
    [variant, 15],
    [steps, 6],
    [(round / 1000).toFixed(2), 9],
    [(folded / seconds).toFixed(2), 10],
    [(traffic.bytes / useful).toFixed(3), 8],
    [quantile(delays, 0.5), 9],
    [quantile(delays, 0.95), 9],
    [
      `${(100 * busy).toFixed(0)} %`,
      7,
    ],
    [((performance.now() - start) / 1000).toFixed(0), 7],
  ];
  console.log(cells.map(([cell, width]) => `${cell}`.padStart(width)).join(""));
}

console.log(
  "peers    payload        variant steps  round s updates/s    wire  median s   p95 s   busy  took s",
);
for (const name of Object.keys(PAYLOADS)) {
  if (args.payload !== undefined && args.payload !== name) continue;
  for (const peers of [10, 30, 100, 300, 1000]) {
    if (args.peers !== undefined && Number(args.peers) !== peers) continue;
    const round = (peers - 1) * PAYLOADS[name]! / UPLINK;
    measure(name, peers, "k-sync", 1);
    const steps = Math.max(1, Math.ceil(1.25 * round / GRADIENT));
    measure(name, peers, "k-batch-async", steps);
  }
}
