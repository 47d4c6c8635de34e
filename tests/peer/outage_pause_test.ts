import { assert } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
import type { Delay, Simulation } from "../../src/simulation/mod.ts";
import { eventsOf, longestPause } from "./assertions.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** How long an outage lasts, ms. */
const OUTAGE = 20_000;

/**
 * Links of 50 to 150 ms that stall every second or so, as TCP does where packets
 * are lost: what is sent meanwhile comes when the stall ends, most of them within a
 * second, the longest after six.
 */
function stalling(seed: number): (from: number, to: number) => Delay {
  const links = new Map<string, { random: Random; stalls: Stall[] }>();
  return (from, to) => {
    const name = `${from} to ${to}`;
    let link = links.get(name);
    if (link === undefined) {
      link = { random: new Random(`stalls ${name}`, seed), stalls: [] };
      links.set(name, link);
    }
    const { random, stalls } = link;
    return {
      name: "stalling",
      mean: NaN,
      sample(latencies, now) {
        while ((stalls.at(-1)?.ends ?? 0) <= now) {
          const begins = (stalls.at(-1)?.ends ?? 0) -
            1000 * Math.log(1 - random.uniform());
          const lasts = 300 * (1 - random.uniform()) ** (-1 / 1.5);
          stalls.push({ begins, ends: begins + Math.min(6000, lasts) });
        }
        const within = stalls.find((stall) =>
          stall.begins <= now && now < stall.ends
        );
        return (within?.ends ?? now) - now + 50 + 100 * latencies.uniform();
      },
    };
  };
}

interface Stall {
  begins: number;
  ends: number;
}

/** What befalls one of the peers, or two; returns what ends it. */
const OUTAGES: Record<string, (swarm: Simulation) => () => void> = {
  "one is killed": (swarm) => {
    const dead = swarm.peers[0]!;
    swarm.crash(dead, { silent: true });
    return () => swarm.restart(dead);
  },
  "one is frozen": (swarm) => {
    const frozen = swarm.peers[0]!;
    swarm.freeze(frozen);
    return () => swarm.thaw(frozen);
  },
  "two are cut off": (swarm) => {
    const partition = swarm.partition(swarm.peers.slice(0, 2));
    return () => swarm.heal(partition);
  },
};

for (const [name, befall] of Object.entries(OUTAGES)) {
  test(`where links are bad the others go on within five seconds when ${name}, also the third time`, () => {
    const pauses: number[] = [];
    for (const seed of [1, 2, 3]) {
      const swarm = swarmOf({
        seed,
        peers: 6,
        variant: "auto",
        k: "auto",
        epochs: 1e6,
        compute: uniform(150, 350),
        network: { latency: stalling(seed), requestTimeout: 3000 },
      });
      swarm.runSync({ ms: 30_000 });
      for (const peer of swarm.peers) {
        const wrong = eventsOf(peer, "member-suspected").map((e) => e.reason);
        assert(wrong.length === 0, `seed ${seed}: ${wrong}`);
      }
      for (let time = 0; time < 3; time++) {
        const from = swarm.now;
        const end = befall(swarm);
        swarm.runSync({ ms: OUTAGE });
        for (const peer of swarm.peers.slice(2)) {
          pauses.push(longestPause(peer, from, swarm.now));
        }
        end();
        swarm.runSync({ ms: OUTAGE });
      }
    }
    pauses.sort((a, b) => a - b);
    const median = pauses[pauses.length >> 1]!;
    assert(median < 1500, `median ${median} ms`);
    assert(pauses.at(-1)! < 5000, `at most ${pauses.at(-1)} ms`);
  });
}
