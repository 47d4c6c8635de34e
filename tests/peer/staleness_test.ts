import { assert, assertEquals } from "@std/assert";
import type { PeerAction, PeerInput } from "../../src/peer/mod.ts";
import { Staleness } from "../../src/peer/staleness.ts";
import type { Update } from "../../src/replica/mod.ts";
import { constant, exponential } from "../../src/simulation/delays/mod.ts";
import type { Observer, VirtualPeer } from "../../src/simulation/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** Staleness alone, in a round that the test turns. */
function alone(variant: Variant) {
  const rounds = { round: 0, updatesPerRound: (k: number) => k };
  const parts = { config: { variant }, rounds, feed: "own" };
  const staleness = new Staleness(
    parts as unknown as ConstructorParameters<typeof Staleness>[0],
  );
  const fold = (feed: string, round: number, units = 1) =>
    staleness.fold({ feed, header: { round, units } } as unknown as Update);
  return { rounds, staleness, fold };
}

test("staleness counts what others added since the view: not the own, not the empty", () => {
  const { staleness, fold } = alone("k-async");
  assertEquals(staleness.figures, {
    last: NaN,
    mean: NaN,
    steps: NaN,
    most: 0,
    total: 0,
    histogram: [],
  });
  fold("a", 0);
  const first = staleness.viewed();
  staleness.published(first, 2);
  const second = staleness.viewed();
  for (const feed of ["a", "b", "own", "a"]) fold(feed, 1);
  fold("b", 1, 0);
  staleness.published(second, 2);
  assertEquals(staleness.figures, {
    last: 3,
    mean: 1.5,
    steps: 0.75,
    most: 3,
    total: 3,
    histogram: [1, 0, 1],
  });
  staleness.published(first, 2);
  assertEquals(staleness.figures.histogram, [1, 0, 2]);
  for (let i = 0; i < 5; i++) fold("c", 2);
  staleness.published(first, 2);
  const { last, most, histogram } = staleness.figures;
  assertEquals([last, most, histogram], [8, 8, [1, 0, 2, 0, 1]]);
});

test("where rounds are named, the own round's updates make no gradient stale, and those before it do", () => {
  const { rounds, staleness, fold } = alone("auto");
  rounds.round = 4;
  const view = staleness.viewed();
  fold("late", 3);
  fold("a", 4);
  staleness.published(view, 3);
  assertEquals(staleness.figures.last, 1);
  fold("b", 4);
  rounds.round = 5;
  staleness.published(view, 3);
  assertEquals(staleness.figures.last, 3);
  fold("a", 5);
  staleness.published(view, 3);
  assertEquals(staleness.figures.last, 3);
});

test("a view from before a snapshot was taken over is not counted", () => {
  const { staleness, fold } = alone("k-async");
  const before = staleness.viewed();
  fold("a", 1);
  staleness.adopted();
  staleness.published(before, 1);
  assertEquals(staleness.figures.last, NaN);
  staleness.published(staleness.viewed(), 1);
  assertEquals(staleness.figures.last, 0);
});

/** Counts from outside what each peer's figures should say. */
class Counted implements Observer {
  readonly stale = new Map<VirtualPeer, number[]>();
  readonly #views = new Map<VirtualPeer, number>();

  handled(
    peer: VirtualPeer,
    _input: PeerInput,
    actions: readonly PeerAction[],
  ): void {
    for (const action of actions) {
      if (action.kind === "compute" && action.localStep === 0) {
        this.#views.set(peer, othersIn(peer));
      }
      if (action.kind !== "publish" || action.type !== "update") continue;
      const list = this.stale.get(peer) ?? [];
      this.stale.set(peer, list);
      list.push(othersIn(peer) - this.#views.get(peer)!);
    }
  }
}

/** Updates of others in a peer's model. */
function othersIn({ peer, replica }: VirtualPeer): number {
  let others = 0;
  for (const [feed, { count }] of replica.clock.entries()) {
    if (feed !== peer.feed) others += count;
  }
  return others;
}

test("staleness is what is counted from outside, in K-batch-async with local steps or without", () => {
  for (const localSteps of [1, 4]) {
    const counted = new Counted();
    const swarm = swarmOf({
      peers: 4,
      variant: "k-batch-async",
      k: 4,
      epochs: 40,
      localSteps,
      compute: exponential(10),
      observers: [counted],
    });
    swarm.runSync({ ms: 3000 });
    for (const peer of swarm.peers) {
      const { last, most, total, histogram } = peer.peer.figures().staleness;
      const stale = counted.stale.get(peer)!;
      assert(stale.length > 40, `${stale.length} updates`);
      assertEquals(last, stale.at(-1));
      assertEquals(most, Math.max(...stale));
      assertEquals(total, stale.reduce((sum, one) => sum + one));
      const expected: number[] = [];
      for (const one of stale) {
        const place = one === 0 ? 0 : 1 + Math.floor(Math.log2(one));
        while (expected.length <= place) expected.push(0);
        expected[place]!++;
      }
      assertEquals(histogram, expected);
    }
  }
});

test("equal peers are as stale as the paper says: (P - 1) / K steps in K-batch-async, none in full synchrony", () => {
  const figuresOf = (variant: Variant, k: number | "all") => {
    const swarm = swarmOf({
      peers: 4,
      variant,
      k,
      epochs: 1e6,
      compute: constant(10),
    });
    swarm.runSync({ ms: 2000 });
    return swarm.peers[2]!.peer.figures().staleness;
  };
  const { mean, steps } = figuresOf("k-batch-async", 2);
  assert(Math.abs(mean - 3) < 0.1, `${mean} updates`);
  assert(Math.abs(steps - 1.5) < 0.05, `${steps} steps`);
  for (const variant of ["k-sync", "auto"] as const) {
    const { most, histogram } = figuresOf(variant, "all");
    assertEquals([most, histogram.length], [0, 1]);
  }
});
