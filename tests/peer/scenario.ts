/** Random scenarios: a swarm, and what befalls it. */
import type { CodecSpec } from "../../src/compression/mod.ts";
import { Random } from "../../src/random/mod.ts";
import type { Simulation, VirtualPeer } from "../../src/simulation/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { drawn, swarmOf, type SwarmOptions } from "./swarm.ts";

/** One thing that befalls a swarm, ms after the start. */
export interface Mishap {
  at: number;
  kind: "join" | "crash" | "freeze" | "partition";
  /** Which peer; of a partition, the size of one side. */
  peer: number;
  /** How long, ms: of a freeze or a partition. */
  lasts: number;
  /** Whether connections break with it. */
  silent: boolean;
}

/** What a seed stands for. */
export interface Scenario {
  options: SwarmOptions;
  mishaps: Mishap[];
}

const CODECS: readonly CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "top-k", fraction: 0.25 },
];

/** Draws a scenario. */
export function drawScenario(seed: number): Scenario {
  const random = new Random("scenario", seed);
  const one = <T>(choices: readonly T[]): T =>
    choices[random.below(choices.length)]!;
  const peers = 2 + random.below(7);
  const speeds = Array.from(
    { length: peers + 4 },
    () => one([1, 1, 1, 1.3, 3, 10]),
  );
  const spread = one(["fixed", "uniform", "exponential", "bimodal"]);
  const base = one([2, 10, 50]);
  const latency = one([0.1, 1, 5, 20]);
  const jitter = one([0, 1, 4]);
  let options: SwarmOptions = {
    peers,
    variant: one(VARIANTS),
    k: one([1, 2, 3, peers, "all"]),
    epochs: 2 + random.below(2),
    units: peers + 4 + random.below(40),
    seed,
    codec: one(CODECS),
    compute: (peer) =>
      drawn((random) => {
        const mean = base * speeds[peer % speeds.length]!;
        switch (spread) {
          case "fixed":
            return mean;
          case "uniform":
            return mean * (0.5 + random.uniform());
          case "exponential":
            return -mean * Math.log(1 - random.uniform());
          default:
            return mean * (random.uniform() < 0.1 ? 8 : 1);
        }
      }),
    network: {
      latency: drawn((random) => latency * (1 + jitter * random.uniform())),
      loss: one([0, 0, 0.02, 0.1, 0.25]),
      duplication: one([0, 0, 0.1]),
    },
    retainBytes: one([2 ** 26, 2 ** 26, 8192]),
  };
  const span = (options.units! * options.epochs! * base) / peers;
  const mishaps: Mishap[] = [];
  for (let i = one([0, 0, 1, 1, 2, 3]); i > 0; i--) {
    mishaps.push({
      at: span * random.uniform() * 1.2,
      kind: one(["join", "join", "crash", "freeze", "partition"]),
      peer: random.below(peers),
      lasts: one([0.2, 1, 20]) * span * random.uniform(),
      silent: random.uniform() < 0.5,
    });
  }
  // Who forgets what a partition's other side lacks could never merge with it.
  if (mishaps.some(({ kind }) => kind === "partition" || kind === "freeze")) {
    options = { ...options, retainBytes: 2 ** 26 };
  }
  return { options, mishaps };
}

/** A swarm in which a scenario has been played to its end. */
export interface Played {
  swarm: Simulation;
  /** Who must have ended with the same model. */
  agreeing: VirtualPeer[];
}

/** Plays a scenario: mishaps where there is still somebody to befall. */
export function play({ options, mishaps }: Scenario, limitMs = 1e6): Played {
  const swarm = swarmOf(options);
  const running = () =>
    swarm.peers.filter((peer) => peer.alive && peer.finished === undefined);
  const befall = (mishap: Mishap): void => {
    // Who waits for a number of peers would wait for ever for a dead one.
    if (
      mishap.kind === "crash" &&
      running().some(({ peer }) => peer.phase === "waiting")
    ) {
      return swarm.after(5, () => befall(mishap));
    }
    const victim = swarm.peers[mishap.peer]!;
    const { silent } = mishap;
    switch (mishap.kind) {
      case "join":
        if (running().length > 0) swarm.add();
        break;
      case "crash":
        if (running().length < 2 || !running().includes(victim)) return;
        swarm.crash(victim, { silent });
        break;
      case "freeze":
        if (!running().includes(victim)) return;
        swarm.freeze(victim);
        swarm.after(mishap.lasts, () => swarm.thaw(victim));
        break;
      case "partition": {
        const group = swarm.peers.slice(0, mishap.peer + 1);
        const partition = swarm.partition(group, silent);
        swarm.after(mishap.lasts, () => swarm.heal(partition));
        break;
      }
    }
  };
  for (const mishap of mishaps) swarm.after(mishap.at, () => befall(mishap));
  swarm.runSync({ ms: limitMs });
  const agreeing = swarm.peers.filter((peer) =>
    peer.alive && !peer.excused && !swarm.isParted
  );
  return { swarm, agreeing };
}

/** What is wrong with how it ended; empty where nothing is. */
export function findFaults({ swarm, agreeing }: Played): string[] {
  const faults: string[] = [];
  for (const { index, alive, finished, peer, replica } of swarm.peers) {
    if (!alive) continue;
    if (finished === undefined) {
      const { phase, waitingFor, round, k } = peer.figures();
      faults.push(
        `peer ${index} hangs: ${phase}, round ${round}, k ${k}, waiting for "${waitingFor}"`,
      );
    }
    let sum = 0;
    for (const [, { count }] of replica.clock.entries()) sum += count;
    if (sum !== replica.units) {
      faults.push(`peer ${index}: ${sum} entries but ${replica.units} units`);
    }
    for (const line of replica.verifyFingerprint()) {
      faults.push(`peer ${index}: ${line}`);
    }
  }
  const hashes = agreeing.map((peer) => peer.replica.hash().slice(0, 8));
  if (new Set(hashes).size > 1) {
    faults.push(
      `models differ: ${
        agreeing.map((peer, i) => `${peer.index}:${hashes[i]}`).join(" ")
      }`,
    );
  }
  return faults;
}
