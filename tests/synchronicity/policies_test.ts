import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  adaSync,
  auto,
  type Conditions,
  noiseScale,
  outlookOf,
  type Pace,
  type Variant,
} from "../../src/synchronicity/mod.ts";

const CONDITIONS: Conditions = {
  variant: "k-async",
  peers: 8,
  k: 8,
  descent: 1,
};

const constant = (mean: number): Pace => ({
  mean,
  lag: 0,
  survival: (t) => (t < mean ? 1 : 0),
  goesOn: () => true,
});

const exponential = (mean: number): Pace => ({
  mean,
  lag: 0,
  survival: (t) => Math.exp(-t / mean),
  goesOn: () => false,
});

/** What `auto` makes of peers, from K = P on, asked until it is content. */
function chosen(
  variant: Variant,
  paces: Pace[],
  noiseScale: number,
): { k: number; rate: number; reason: string } {
  const outlook = outlookOf(variant, paces);
  const peers = paces.length;
  const conditions = {
    ...CONDITIONS,
    variant,
    peers,
    outlook,
    noiseScale,
    isScheduled: true,
  };
  const policy = auto();
  const { k } = policy({ ...conditions, k: peers });
  return policy({ ...conditions, k });
}

Deno.test("adaSync() follows the paper's closed form for batches", () => {
  const policy = adaSync(1);
  const of = (descent: number) =>
    policy({ ...CONDITIONS, variant: "k-batch-async", k: 1, descent }).k;
  assertEquals([1, 4, 9, 25, 100].map(of), [1, 2, 3, 5, 8]);
});

Deno.test("adaSync() follows the paper's closed form for peers", () => {
  const policy = adaSync(2);
  for (const [k, descent] of [[2, 1], [4, 6], [6, 27]] as const) {
    // K^2 / (P - K) = K0^2 / (P - K0) descent
    assertAlmostEquals(k ** 2 / (8 - k), 4 / 6 * descent, 1e-9);
    assertEquals(policy({ ...CONDITIONS, k: 1, descent }).k, k);
  }
});

Deno.test("adaSync() says where K is but a rate", () => {
  const { reason } = adaSync()({ ...CONDITIONS, variant: "k-batch-async" });
  assert(reason.includes("as a rate alone"), reason);
});

Deno.test("adaSync() refuses a K0 that is no number of peers", () => {
  assertThrows(() => adaSync(0), RangeError, "K0 = 0");
  assertThrows(() => adaSync(1.5), RangeError, "K0 = 1.5");
});

Deno.test("noiseScale() waits for as many as make noise and gradient equal", () => {
  const of = (noise?: number) =>
    noiseScale()({
      ...CONDITIONS,
      k: 4,
      ...(noise === undefined ? {} : { noiseScale: noise }),
    }).k;
  assertEquals([0, 1, 2.2, 6, 1000, Infinity].map(of), [1, 1, 2, 6, 8, 8]);
  assertEquals(of(), 8);
});

Deno.test("auto() waits for all where all are alike and steady", () => {
  for (const noise of [0, 1, 100]) {
    const paces = Array.from({ length: 8 }, () => constant(100));
    const { k, rate } = chosen("auto", paces, noise);
    assertEquals([k, rate], [8, 1]);
  }
});

Deno.test("auto() does not wait for one ten times slower", () => {
  const paces = [100, 100, 100, 1000].map(constant);
  for (const noise of [0, 1, 100]) {
    const { k, rate } = chosen("auto", paces, noise);
    assertEquals(k, 3);
    assert(rate > 0.7 && rate < 1, `rate ${rate}`);
  }
});

Deno.test("auto() says how long a step's worth takes, and in what rounds", () => {
  const paces = [100, 100, 100, 1000].map(constant);
  const { reason } = chosen("k-sync", paces, 3);
  assertEquals(
    reason,
    "a step's worth takes 200 ms with K 3 (2 rounds of 100 ms), 1750 ms with K 4 (1.8 rounds of 1000 ms); noise scale 3 updates",
  );
});

Deno.test("auto() bears less staleness the more momentum there is", () => {
  const paces = [100, 120, 150, 200, 300, 500].map(constant);
  const outlook = outlookOf("auto", paces);
  const of = (momentum: number) =>
    auto()({
      ...CONDITIONS,
      variant: "auto",
      peers: 6,
      k: 6,
      outlook,
      momentum,
      noiseScale: 10,
    });
  const plain = of(0);
  const heavy = of(0.9);
  assert(heavy.k > plain.k, `K ${plain.k} without, ${heavy.k} with momentum`);
});

Deno.test("auto() takes the first of those whose delays have no memory", () => {
  const paces = Array.from({ length: 8 }, () => exponential(1000));
  assertEquals(chosen("auto", paces, 1).k, 1);
});

Deno.test("auto() keeps the step as safe as in full synchrony: small K, small weight", () => {
  const paces = Array.from({ length: 8 }, () => exponential(1000));
  // One update has eight times the noise of eight averaged.
  const outlook = outlookOf("auto", paces);
  const conditions = { ...CONDITIONS, outlook, isScheduled: true };
  const policy = auto();
  let last = policy({ ...conditions, noiseScale: 1e5 });
  for (let i = 0; i < 50; i++) {
    last = policy({ ...conditions, noiseScale: 1e5 });
  }
  assert(last.k <= 2);
  assertAlmostEquals(last.rate, last.k / 8, 0.03);
  assertAlmostEquals(chosen("auto", paces, 0).rate, 1, 0.01);
});

Deno.test("outlookOf() counts whoever is through before the quorum is heard of", () => {
  const first = (lag: number) => {
    const paces = Array.from(
      { length: 8 },
      () => ({ ...exponential(10), lag }),
    );
    return outlookOf("auto", paces)[0]!;
  };
  assertAlmostEquals(first(0).updates, 1, 0.1);
  assertAlmostEquals(first(100).updates, 8, 0.01);
  assertAlmostEquals(first(100).time, first(0).time + 100, 0.01);
});

Deno.test("auto() lets a rate without a schedule fall as noise comes to outweigh the gradient", () => {
  const outlook = outlookOf(
    "auto",
    Array.from({ length: 8 }, () => constant(100)),
  );
  const rates = [false, true].map((isScheduled) => {
    const policy = auto();
    const of = (noiseScale: number) =>
      policy({ ...CONDITIONS, outlook, isScheduled, noiseScale }).rate;
    const first = of(2);
    for (let i = 0; i < 8; i++) of(2);
    let last = first;
    for (let i = 0; i < 40; i++) last = of(62);
    return [first, last];
  });
  const [constantRate, scheduled] = rates;
  assertEquals(constantRate![0], 1);
  // (1 + 2/8) / (1 + 62/8)
  assertAlmostEquals(constantRate![1]!, 1 / 7, 0.02);
  assertEquals(scheduled, [1, 1]);
});

Deno.test("auto() does not change K for a gain that may be chance", () => {
  const paces = [100, 100, 100, 105].map(constant);
  const outlook = outlookOf("auto", paces);
  const { k } = auto()({
    ...CONDITIONS,
    variant: "auto",
    peers: 4,
    k: 4,
    outlook,
    noiseScale: 0,
  });
  assertEquals(k, 4);
});

Deno.test("auto() waits for one far away no more than for a slow one", () => {
  const paces = [0, 0, 0, 900].map((lag) => ({ ...constant(100), lag }));
  assertEquals(chosen("auto", paces, 10).k, 3);
});

Deno.test("outlookOf() has the paper's times and staleness of like exponential peers", () => {
  const paces = Array.from({ length: 8 }, () => exponential(1));
  const at = (variant: Variant) => outlookOf(variant, paces)[3]!;
  assertAlmostEquals(at("k-sync").time, 0.6345, 0.001);
  assertAlmostEquals(at("k-batch-sync").time, 0.5, 1e-9);
  assertAlmostEquals(at("k-batch-async").time, 0.5, 1e-9);
  assertAlmostEquals(at("k-batch-async").staleness, 7 / 4, 1e-9);
  assertEquals(at("k-sync").staleness, 0);
});

Deno.test("adaSync() with measured delays is the closed form where they are exponential", () => {
  const paces = Array.from({ length: 8 }, () => exponential(1));
  const outlook = outlookOf("k-sync", paces);
  for (const descent of [1.5, 4, 10, 40]) {
    const conditions = { ...CONDITIONS, variant: "k-sync" as const, descent };
    const measured = adaSync(2)({ ...conditions, k: 1, outlook }).k;
    const closed = adaSync(2)({ ...conditions, k: 1 }).k;
    assert(
      Math.abs(measured - closed) <= 1,
      `${measured} measured, ${closed} in closed form at descent ${descent}`,
    );
  }
});

Deno.test("adaSync() begins with all but the straggler where the others are steady", () => {
  const paces = [97, 98, 99, 100, 101, 102, 103, 1000].map(constant);
  const outlook = outlookOf("k-sync", paces);
  const of = (descent: number) =>
    adaSync()({ ...CONDITIONS, variant: "k-sync", outlook, descent }).k;
  assertEquals([1, 2, 10].map(of), [7, 7, 7]);
});

Deno.test("auto() is not led astray by delays that nobody can have", () => {
  for (const claimed of [1e300, Number.MAX_VALUE, 1e-300]) {
    for (
      const variant of ["auto", "k-sync", "k-async", "k-batch-async"] as const
    ) {
      const paces = [100, 100, 100, claimed].map(constant);
      const { k, rate } = chosen(variant, paces, 10);
      assert(k >= 1 && k <= 4, `K ${k} in ${variant} at ${claimed} ms`);
      assert(
        rate > 0 && rate <= 1,
        `rate ${rate} in ${variant} at ${claimed} ms`,
      );
    }
  }
});
