import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { GradientNoise } from "../../src/synchronicity/mod.ts";

const DIMENSION = 200;

/** Rounds of `peers` steps, with mean G and noise of a known scale. */
function measure(
  { peers, scale, momentum = 0, rounds = 400, seed = 1 }: {
    peers: number;
    scale: number;
    momentum?: number;
    rounds?: number;
    seed?: number;
  },
): number {
  const random = new Random("gradient noise", seed);
  const noise = new GradientNoise(momentum);
  const deviation = Math.sqrt(scale / DIMENSION);
  const moments = Array.from(
    { length: peers },
    () => new Float64Array(DIMENSION),
  );
  const scales: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const moved = new Float64Array(DIMENSION);
    let squaredSteps = 0;
    for (const moment of moments) {
      for (let i = 0; i < DIMENSION; i++) {
        const gradient = (i === 0 ? 1 : 0) + deviation * random.normal();
        moment[i] = momentum * moment[i]! + gradient;
        moved[i]! += moment[i]! / peers;
        squaredSteps += moment[i]! ** 2;
      }
    }
    noise.add({
      squaredDistance: moved.reduce((sum, x) => sum + x * x, 0),
      updates: peers,
      weights: 1,
      squaredWeights: 1 / peers,
      squaredSteps,
    });
    if (round >= rounds / 2) scales.push(noise.scale!);
  }
  return scales.sort((a, b) => a - b)[scales.length >> 1]!;
}

Deno.test("GradientNoise tells noise from gradient by norms and a displacement", () => {
  for (const scale of [0.1, 1, 10, 50]) {
    const measured = measure({ peers: 8, scale });
    assert(
      measured > scale / 1.25 && measured < scale * 1.25,
      `scale ${scale}, measured ${measured}`,
    );
  }
});

Deno.test("GradientNoise sees through momentum, which averages noise away", () => {
  const measured = measure({
    peers: 4,
    scale: 10,
    momentum: 0.9,
    rounds: 2000,
  });
  assert(measured > 7 && measured < 14, `measured ${measured}`);
});

Deno.test("GradientNoise says nothing of single updates", () => {
  const noise = new GradientNoise();
  for (let i = 0; i < 10; i++) {
    noise.add({
      squaredDistance: 1,
      updates: 1,
      weights: 1,
      squaredWeights: 1,
      squaredSteps: 1,
    });
  }
  assertEquals(noise.scale, undefined);
});

Deno.test("GradientNoise is 0 without noise and infinite without a gradient", () => {
  const alike = new GradientNoise();
  for (let i = 0; i < 4; i++) {
    alike.add({
      squaredDistance: 4,
      updates: 2,
      weights: 2,
      squaredWeights: 2,
      squaredSteps: 2,
    });
  }
  assertAlmostEquals(alike.scale!, 0);
  const opposed = new GradientNoise();
  for (let i = 0; i < 4; i++) {
    opposed.add({
      squaredDistance: 0,
      updates: 2,
      weights: 2,
      squaredWeights: 2,
      squaredSteps: 2,
    });
  }
  assertEquals(opposed.scale, Infinity);
});
