import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { Durations } from "../../src/synchronicity/mod.ts";

const { test } = Deno;

const exponential = (random: Random) => -Math.log(1 - random.uniform());
const pareto = (random: Random) => (1 - random.uniform()) ** (-1 / 1.2);
const bimodal = (random: Random) =>
  (random.uniform() < 0.9 ? 10 : 1000) * (1 + 0.01 * random.uniform());

test("Durations knows nothing at first", () => {
  const durations = new Durations();
  assertEquals(durations.count, 0);
  assertEquals(durations.mean, undefined);
  assertEquals(durations.survival(1e9), 1);
  assertEquals(durations.remaining(7), 7);
  assertEquals(durations.restartAfter(), Infinity);
});

test("finished durations alone give their own distribution", () => {
  const durations = new Durations(1e6);
  for (const ms of [30, 10, 20, 40]) durations.add(ms);
  assertAlmostEquals(durations.mean!, 25, 1e-3);
  assertEquals(durations.survival(9), 1);
  assertAlmostEquals(durations.survival(10), 0.75, 1e-5);
  assertAlmostEquals(durations.survival(39), 0.25, 1e-5);
  assertEquals(durations.survival(40), 0);
  assertAlmostEquals(durations.remaining(0), 25, 1e-3);
  assertAlmostEquals(durations.remaining(20), 15, 1e-3);
  assertAlmostEquals(durations.remaining(25), 10, 1e-3);
});

test("cancelled durations follow Kaplan and Meier, by hand", () => {
  // At risk: 6 at 6 (one through), 4 at 8, after one was cut at 7; 2 at 10.
  const durations = new Durations(1e6);
  for (const ms of [6, 8, 10]) durations.add(ms);
  for (const ms of [7, 9, 12]) durations.censor(ms);
  const after6 = 5 / 6, after8 = after6 * 3 / 4, after10 = after8 / 2;
  assertAlmostEquals(durations.survival(7.5), after6, 1e-5);
  assertAlmostEquals(durations.survival(9.5), after8, 1e-5);
  assertAlmostEquals(durations.survival(12), after10, 1e-5);
  // Beyond: once in (6 + 7 + 8 + 9 + 10 + 12) / 3 ms.
  const excess = 52 / 3;
  assertAlmostEquals(
    durations.survival(20),
    after10 * Math.exp(-8 / excess),
    1e-5,
  );
  assertAlmostEquals(
    durations.mean!,
    6 + 2 * after6 + 2 * after8 + (2 + excess) * after10,
    1e-3,
  );
  assertAlmostEquals(durations.remaining(20), excess, 1e-3);
  // Nobody has ever overrun by so much: as long again.
  assertAlmostEquals(durations.remaining(100), 88, 1e-3);
});

test("what was never seen to finish goes on for as long again", () => {
  const durations = new Durations();
  durations.censor(40);
  durations.censor(50);
  assertEquals(durations.count, 0);
  assertEquals(durations.mean, 100);
  assertEquals(durations.remaining(10), 90);
  assertEquals(durations.remaining(300), 300);
});

test("what overruns a constant duration is given as long again as it has overrun", () => {
  const durations = new Durations();
  for (let i = 0; i < 40; i++) durations.add(100);
  assertAlmostEquals(durations.remaining(60), 40, 1e-9);
  assertAlmostEquals(durations.remaining(103), 3, 1e-9);
  assertAlmostEquals(durations.remaining(250), 150, 1e-9);
});

test("cancelling unbiased: exponential durations that a race cuts short", () => {
  // As one of four alike peers where a quorum of one cancels the rest.
  let sum = 0, dropped = 0, finished = 0;
  const seeds = 200;
  for (let seed = 0; seed < seeds; seed++) {
    const random = new Random("race", seed);
    const durations = new Durations();
    for (let i = 0; i < 96; i++) {
      const own = exponential(random);
      const others = exponential(random) / 3;
      if (own > others) {
        durations.censor(others);
        continue;
      }
      durations.add(own);
      dropped += own;
      finished++;
    }
    sum += durations.mean!;
  }
  const told = `mean ${sum / seeds}, seeds "race", 0 to ${seeds - 1}`;
  assert(Math.abs(sum / seeds - 1) < 0.1, told);
  // The trap: to forget what was cancelled is to see the races won alone.
  assertAlmostEquals(dropped / finished, 0.25, 0.02);
});

test("what is cut at the end of a narrow range is not taken to last much longer", () => {
  const random = new Random("narrow");
  const durations = new Durations();
  for (let i = 0; i < 64; i++) {
    const ms = 100 + 20 * random.uniform();
    if (ms > 115) durations.censor(115);
    else durations.add(ms);
  }
  assertAlmostEquals(durations.mean!, 110, 3);
});

test("a peer that slows down fourfold is noticed within a window", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random("throttled", seed);
    const durations = new Durations(32);
    for (let i = 0; i < 100; i++) durations.add(10 + random.uniform());
    for (let i = 0; i < 16; i++) durations.add(40 + 4 * random.uniform());
    assert(durations.mean! > 30, `${durations.mean} half-way, seed ${seed}`);
    for (let i = 0; i < 16; i++) durations.add(40 + 4 * random.uniform());
    assert(durations.mean! > 40, `${durations.mean} after all, seed ${seed}`);
  }
});

test("a slow peer that is always cancelled early does not come to seem fast", () => {
  const durations = new Durations(32);
  for (let i = 0; i < 40; i++) durations.add(100);
  for (let i = 0; i < 10_000; i++) durations.censor(20);
  assertAlmostEquals(durations.mean!, 100, 1e-9);
  assertAlmostEquals(durations.remaining(20), 80, 1e-9);
  for (let i = 0; i < 32; i++) durations.add(15);
  assertAlmostEquals(durations.mean!, 15, 1e-9);
});

test("a fast peer that is throttled and always cancelled comes to seem slow", () => {
  const durations = new Durations(32);
  for (let i = 0; i < 40; i++) durations.add(10);
  for (let i = 0; i < 32; i++) durations.censor(50);
  assert(durations.mean! > 90, `${durations.mean}`);
  for (let i = 0; i < 1000; i++) durations.censor(50);
  assertAlmostEquals(durations.mean!, 100, 1e-6);
});

/** How often starting anew is found to pay after 32 durations, over 200 seeds. */
function restarts(name: string, draw: (random: Random) => number): number {
  let count = 0;
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(name, seed);
    const durations = new Durations();
    for (let i = 0; i < 32; i++) durations.add(draw(random));
    if (durations.restartAfter() < Infinity) count++;
  }
  return count / 200;
}

test("restartAfter() finds no gain where there is none", () => {
  assertEquals(restarts("constant", () => 100), 0);
  assertEquals(restarts("uniform", (random) => random.uniform()), 0);
  const normal = (random: Random) => Math.max(0.1, 5 + random.normal());
  assertEquals(restarts("normal", normal), 0);
  assertEquals(restarts("shifted", (random) => 1 + exponential(random)), 0);
  // Memoryless: to start anew is neither gain nor loss.
  const memoryless = restarts("exponential", exponential);
  assert(memoryless < 0.15, `${memoryless}`);
});

test("restartAfter() concludes nothing from few durations or one hiccup", () => {
  const few = new Durations();
  for (const ms of [10, 10, 1000, 10, 10, 1000, 10]) few.add(ms);
  assertEquals(few.restartAfter(), Infinity);
  few.add(10);
  assert(few.restartAfter() < 20);
  const hiccup = new Durations();
  for (let i = 0; i < 20; i++) hiccup.add(100);
  hiccup.add(60_000);
  assertEquals(hiccup.restartAfter(), Infinity);
});

/** Time for each of 500 that finish where restartAfter() is obeyed. */
function timeEach(name: string, draw: (random: Random) => number): number {
  let time = 0;
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(name, seed);
    const durations = new Durations();
    while (durations.count < 500) {
      const ms = draw(random), age = durations.restartAfter();
      if (ms <= age) durations.add(ms);
      else durations.censor(age);
      time += Math.min(ms, age);
    }
  }
  return time / (20 * 500);
}

test("obeying restartAfter() saves most of the heavy tail, for as long as it lasts", () => {
  assert(restarts("bimodal", bimodal) > 0.7);
  // Seen through each takes 109 ms; given up at 12.6 ms at best 11.4.
  const twoModes = timeEach("bimodal", bimodal);
  assert(twoModes < 30, `${twoModes} ms`);
  // Seen through each takes 6; given up at the best age, 3.2, 2.7.
  const heavy = timeEach("pareto", pareto);
  assert(heavy < 4, `${heavy}`);
  // Memoryless: 1, whatever is done.
  assertAlmostEquals(timeEach("exponential", exponential), 1, 0.05);
});
