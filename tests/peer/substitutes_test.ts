import { assert, assertEquals, assertThrows } from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { addUpdate } from "../../src/replica/add_update.ts";
import type { Update } from "../../src/replica/mod.ts";
import { constant, uniform } from "../../src/simulation/delays/mod.ts";
import type {
  Observer,
  Problem,
  VirtualPeer,
} from "../../src/simulation/mod.ts";
import { assertAgreement } from "./assertions.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

const DIMENSION = 32;
const RATE = 0.02;

/** Gradients (x - 1) + noise, of `sigma` in all coordinates together. */
function noisy(units: number, sigma: number): Problem {
  return {
    name: "noisy quadratic",
    layout: { trainable: DIMENSION, state: 0 },
    units,
    start: new Float64Array(DIMENSION),
    gradient: (unit, view) => {
      const random = new Random("noise", unit);
      const each = sigma / Math.sqrt(DIMENSION);
      return {
        gradient: view.map((x) => x - 1 + each * random.normal()),
        state: new Float32Array(0),
        loss: 0,
      };
    },
  };
}

/** All updates by round, and the views that gradients were computed at. */
class Views implements Observer {
  readonly #updates: Update[] = [];
  readonly #views: { round: number; view: Float32Array }[] = [];

  handled(
    peer: VirtualPeer,
    ...[, actions]: Parameters<NonNullable<Observer["handled"]>> extends
      [unknown, ...infer Rest] ? Rest : never
  ): void {
    for (const action of actions) {
      if (action.kind === "compute") {
        const { round } = peer.peer.figures();
        this.#views.push({ round, view: action.view });
      } else if (
        action.kind === "publish" && action.content.kind === "update"
      ) this.#updates.push(action.content.update);
    }
  }

  /**
   * Root mean square of |x - v|, where x holds whatever was ever published for the
   * rounds before that of v; as of a round on.
   */
  distance(from: number): number {
    const layout = { trainable: DIMENSION, state: 0 };
    const byRound = this.#updates.toSorted((a, b) =>
      a.header.round - b.header.round
    );
    const x = new Float64Array(DIMENSION);
    let next = 0, sum = 0, count = 0;
    for (
      const { round, view } of this.#views.toSorted((a, b) => a.round - b.round)
    ) {
      while (next < byRound.length && byRound[next]!.header.round < round) {
        addUpdate(byRound[next++]!, x, layout, 1);
      }
      if (round < from) continue;
      count++;
      for (let i = 0; i < DIMENSION; i++) sum += (x[i]! - view[i]!) ** 2;
    }
    return Math.sqrt(sum / count);
  }
}

/** Eight like peers on slow links: all of them publish before they hear of a quorum of four. */
function lagging(sigma: number): SwarmOptions {
  return {
    peers: 8,
    variant: "k-sync",
    k: 4,
    epochs: 2,
    problem: noisy(480, sigma),
    compute: uniform(8, 12),
    network: { latency: uniform(4, 12) },
    optimizer: sgd({ learningRate: RATE }),
  };
}

function distance(options: SwarmOptions, from: number): number {
  const views = new Views();
  const swarm = swarmOf({ ...options, observers: [views] });
  swarm.runSync({ ms: 600_000 });
  assertAgreement(swarm.peers);
  return views.distance(from);
}

test("own updates in the place of missing ones bring views nearer to the model", () => {
  // M, the norm of the gradients, is sqrt(32) at the beginning; sigma far below it.
  const sigma = 0.3;
  const without = distance(lagging(sigma), 1);
  const substituted = distance({ ...lagging(sigma), substitutes: true }, 1);
  assert(
    substituted < without / 3,
    `${substituted} with substitutes, ${without} without`,
  );
  const bound = 3 * sigma * RATE;
  assert(substituted < bound, `${substituted}, 3 sigma is ${bound}`);
  assert(without > bound, `${without} without, 3 sigma is ${bound}`);
});

test("what is missing is bounded by 3 sigma also where noise is all there is", () => {
  // Near the optimum a substitute is no better than nothing, nor much worse.
  const sigma = 6;
  const options = lagging(sigma);
  const without = distance(options, 60);
  const substituted = distance({ ...options, substitutes: true }, 60);
  assert(substituted < 3 * sigma * RATE, `${substituted}`);
  assert(substituted < 3 * without, `${substituted} against ${without}`);
});

test("in full synchrony nothing is missing, and nothing is substituted", () => {
  const options: SwarmOptions = { ...lagging(1), k: "all" };
  const hashOf = (substitutes: boolean) => {
    const swarm = swarmOf({ ...options, substitutes }).runSync({ ms: 600_000 });
    assertAgreement(swarm.peers);
    return swarm.peers[0]!.replica.hash();
  };
  assertEquals(hashOf(true), hashOf(false));
});

test("cancelled gradients, which never come, are not stood in for ever", () => {
  // On fast links whoever is overtaken cancels: what is missing was never there.
  const options: SwarmOptions = {
    ...lagging(0.3),
    compute: (peer) => constant(peer < 4 ? 10 : 14),
    network: { latency: constant(0.1) },
  };
  const bound = 0.35 * RATE * Math.sqrt(DIMENSION);
  const substituted = distance({ ...options, substitutes: true }, 30);
  assert(substituted < bound, `${substituted}, half a step is ${bound}`);
});

test("variants without named rounds refuse substitutes", () => {
  assertThrows(
    () => swarmOf({ ...lagging(1), variant: "k-async", substitutes: true }),
    RangeError,
    "no rounds that all share",
  );
});
