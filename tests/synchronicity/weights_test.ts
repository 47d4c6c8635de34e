import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import {
  MOST_SHARE,
  ShareCorrection,
  StalenessWeight,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);
const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

interface Publisher {
  publisher: string;
  part: number;
  /** Updates in the time that others publish one. */
  speed: number;
}

/** Publishes at random, faster ones more often; the factors of each, added up. */
function publish(
  publishers: readonly Publisher[],
  updates: number,
  correction = new ShareCorrection(),
): { sums: number[]; all: number; largest: number } {
  const random = new Random("publishers", SEED);
  const sums = publishers.map(() => 0);
  const speeds = publishers.reduce((sum, { speed }) => sum + speed, 0);
  let largest = 0;
  for (const { publisher } of publishers) correction.open(publisher);
  for (let i = 0; i < updates; i++) {
    let at = random.uniform() * speeds;
    const next = publishers.findIndex(({ speed }) => (at -= speed) < 0);
    const { publisher } = publishers[next]!;
    const factor = correction.factor(publisher, publishers);
    correction.fold(publisher);
    sums[next]! += factor;
    largest = Math.max(largest, factor);
  }
  return { sums, all: sums.reduce((sum, each) => sum + each), largest };
}

test("factors add up to each one's part of the data, however irregularly it publishes", () => {
  const publishers = [
    { publisher: "a", part: 0.1, speed: 1 },
    { publisher: "b", part: 0.4, speed: 0.3 },
    { publisher: "c", part: 0.3, speed: 1 },
    { publisher: "d", part: 0.2, speed: 3 },
  ];
  const { sums, all } = publish(publishers, 20_000);
  publishers.forEach(({ part }, i) => {
    assertAlmostEquals(sums[i]! / 20_000, part, 0.01, REPLAY);
  });
  // And the mean step is as large as it was.
  assertAlmostEquals(all / 20_000, 1, 0.01, REPLAY);
});

test("publishers in turn with equal data have a factor of 1 each", () => {
  const correction = new ShareCorrection();
  const parts = ["a", "b", "c"].map((publisher) => ({
    publisher,
    part: 1 / 3,
  }));
  for (const { publisher } of parts) correction.open(publisher);
  for (let round = 0; round < 50; round++) {
    for (const { publisher } of parts) {
      const factor = correction.factor(publisher, parts);
      // Who is first in the first round has seen less than a round.
      assertAlmostEquals(factor, 1, round < 8 ? 0.45 : 0.1);
      correction.fold(publisher);
    }
  }
});

test("no factor is above the largest, and the others make up for what it leaves out", () => {
  const slow = { publisher: "slow", part: 0.25, speed: 0.005 };
  const others = ["a", "b", "c"].map((publisher) => ({
    publisher,
    part: 0.25,
    speed: 1,
  }));
  const { sums, all, largest } = publish([slow, ...others], 20_000);
  assert(largest <= MOST_SHARE, `${largest}`);
  const part = sums[0]! / 20_000;
  const clipped = MOST_SHARE * 0.005 / 3;
  assertAlmostEquals(part, clipped, 0.5 * clipped, REPLAY);
  assertAlmostEquals(all / 20_000, 1, 0.03, REPLAY);
});

test("whoever slows down is made up for within a few of its own updates", () => {
  const correction = new ShareCorrection();
  const both = ["a", "b"].map((publisher) => ({ publisher, part: 0.5 }));
  const turn = (before: number) => {
    for (let i = 0; i < before; i++) correction.fold("a");
    const factor = correction.factor("b", both);
    correction.fold("b");
    return factor;
  };
  for (let i = 0; i < 50; i++) turn(1);
  assertAlmostEquals(turn(1), 1, 0.01);
  // A tenth of the updates and half of the data: 5 in the end.
  const factors = Array.from({ length: 40 }, () => turn(9));
  assert(factors[7]! > 3, `${factors}`);
  assertAlmostEquals(factors.at(-1)!, 5, 0.1);
});

test("a joiner's part begins when it does, not with the swarm's first update", () => {
  const correction = new ShareCorrection();
  for (let i = 0; i < 1000; i++) correction.fold("a");
  correction.open("b");
  for (let i = 0; i < 3; i++) correction.fold("a");
  const parts = ["a", "b"].map((publisher) => ({ publisher, part: 0.5 }));
  const factor = correction.factor("b", parts);
  assert(factor > 1 && factor < 2, `${factor}`);
});

test("usual distances leave a weight as it is, others cut it down in proportion", () => {
  const staleness = new StalenessWeight({ times: 4 });
  assertEquals(staleness.factor(100), 1);
  for (let i = 0; i < 9; i++) staleness.add(i === 4 ? 1000 : 2);
  assertEquals(staleness.factor(0), 1);
  assertEquals(staleness.factor(2), 1);
  assertEquals(staleness.factor(8), 1);
  assertEquals(staleness.factor(16), 0.5);
  assertEquals(staleness.factor(800), 0.01);
  // The model comes to rest, and what was usual is so no longer.
  for (let i = 0; i < 32; i++) staleness.add(0.02);
  assertAlmostEquals(staleness.factor(0.8), 0.1, 1e-12);
});

test("a model that stands still says nothing of staleness", () => {
  const staleness = new StalenessWeight();
  for (let i = 0; i < 5; i++) staleness.add(0);
  assertEquals(staleness.factor(1), 1);
});
