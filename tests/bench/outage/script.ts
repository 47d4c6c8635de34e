import { Random } from "../../../src/random/mod.ts";

/** Something that befalls the swarm, `at` so many seconds after training began. */
export type Disturbance =
  | { at: number; kind: "kill"; peer: number; length: number }
  | { at: number; kind: "stop"; peer: number; length: number }
  | { at: number; kind: "cut"; apart: number[]; length: number }
  | { at: number; kind: "join"; peer: number; length: 0 };

/** What the script is made for. */
export interface ScriptOptions {
  seed: number;
  /** How long training lasts, seconds. */
  seconds: number;
  /** Peers that are there from the start. One more joins at half time. */
  peers: number;
}

/** Nothing befalls anybody before and after these parts of the time. */
const BEGIN = 0.1, END = 0.85;

/**
 * Ten minutes of misfortune, in short runs a little quicker: every 60 to 90 s a
 * kill -9, every 90 to 150 s a SIGSTOP for 10 to 30 s, the bridge cut in halves for
 * 60 s, a joiner at half time. Nobody is killed while stopped or down.
 */
export function writeScript(options: ScriptOptions): Disturbance[] {
  const { seed, seconds, peers } = options;
  const random = new Random("outage", seed);
  const between = (low: number, high: number) =>
    low + (high - low) * random.uniform();
  // A run of less than six minutes gets its share.
  const pace = Math.min(1, seconds / 360);
  const script: Disturbance[] = [
    { at: seconds / 2, kind: "join", peer: peers, length: 0 },
    {
      at: seconds * 0.3,
      kind: "cut",
      apart: halfOf(peers, random),
      length: 60 * pace,
    },
  ];
  const busy: { peer: number; from: number; to: number }[] = [];
  const befall = (
    kind: "kill" | "stop",
    gap: [number, number],
    length: [number, number],
  ) => {
    for (
      let at = seconds * BEGIN + between(0, gap[0] / 2) * pace;
      at < seconds * END;
      at += between(...gap) * pace
    ) {
      const lasts = between(...length) * (kind === "stop" ? pace : 1);
      // Who starts again is given some time to be back.
      const span = { from: at, to: at + lasts + 15 * pace };
      const there = peers + (at > seconds * 0.5 + 20 * pace ? 1 : 0);
      const free = Array.from({ length: there }, (_, peer) => peer)
        .filter((peer) =>
          busy.every((one) =>
            one.peer !== peer || one.to < span.from || one.from > span.to
          )
        );
      const peer = free[Math.floor(random.uniform() * free.length)];
      if (peer === undefined) continue;
      busy.push({ peer, ...span });
      script.push({ at, kind, peer, length: lasts });
    }
  };
  befall("kill", [60, 90], [2, 8]);
  befall("stop", [90, 150], [10, 30]);
  return script.sort((a, b) => a.at - b.at);
}

/** Half of the first peers, drawn. */
function halfOf(peers: number, random: Random): number[] {
  const all = Array.from({ length: peers }, (_, peer) => peer);
  const half: number[] = [];
  while (half.length < Math.floor(peers / 2)) {
    half.push(...all.splice(Math.floor(random.uniform() * all.length), 1));
  }
  return half.sort((a, b) => a - b);
}

/** A disturbance in a few words. */
export function describe(disturbance: Disturbance): string {
  const { kind, at, length } = disturbance;
  const time = `${at.toFixed(0).padStart(4)} s`;
  const lasts = `${length.toFixed(0)} s`;
  switch (kind) {
    case "kill":
      return `${time}: kill -9 of peer-${disturbance.peer}, back after ${lasts}`;
    case "stop":
      return `${time}: SIGSTOP of peer-${disturbance.peer} for ${lasts}`;
    case "cut":
      return `${time}: ${
        disturbance.apart.map((peer) => `peer-${peer}`).join(", ")
      } cut off for ${lasts}`;
    case "join":
      return `${time}: peer-${disturbance.peer} joins`;
  }
}
