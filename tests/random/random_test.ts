import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { hash32, mix32, permutation, Random } from "../../src/random/mod.ts";

const { test } = Deno;

/** The first numbers of the stream that "known", 7 names. */
const KNOWN = [
  463639934,
  1488161584,
  3487092931,
  3225064417,
  304028562,
  2241931612,
];

test("mix32() is MurmurHash3's finaliser", () => {
  assertEquals(mix32(0), 0);
  assertEquals(mix32(1), 0x514e28b7);
  assertEquals(mix32(0xffffffff), 0x81f16f39);
});

test("mix32() loses nothing: different integers stay different", () => {
  const seen = new Set<number>();
  for (let i = 0; i < 1e5; i++) seen.add(mix32(i));
  assertEquals(seen.size, 1e5);
});

test("hash32() tells order, kind and grouping of its parts apart", () => {
  const hashes = [
    hash32(),
    hash32(0),
    hash32(""),
    hash32("a"),
    hash32("a", "b"),
    hash32("b", "a"),
    hash32("ab"),
    hash32(1, 2),
    hash32(2, 1),
    hash32(12),
    hash32("12"),
    hash32(2 ** 32 + 1),
    hash32(-1),
  ];
  assertEquals(new Set(hashes).size, hashes.length);
});

test("Random gives the same numbers on every machine", () => {
  const random = new Random("known", 7);
  const first = Array.from({ length: 6 }, () => random.uint32());
  assertEquals(first, KNOWN);
});

test("Random follows sfc32's recurrence", () => {
  const bits = (...seed: (string | number)[]) => hash32(...seed);
  let a = bits("a", "sfc"), b = bits("b", "sfc"), c = bits("c", "sfc");
  let counter = 1n;
  const mask = 0xffffffffn;
  const reference = () => {
    const [x, y, z] = [BigInt(a), BigInt(b), BigInt(c)];
    const t = (x + y + counter) & mask;
    counter = (counter + 1n) & mask;
    a = Number(y ^ (y >> 9n));
    b = Number((z + (z << 3n)) & mask);
    c = Number(((((z << 21n) | (z >> 11n)) & mask) + t) & mask);
    return Number(t);
  };
  for (let i = 0; i < 12; i++) reference();
  const random = new Random("sfc");
  for (let i = 0; i < 1000; i++) assertEquals(random.uint32(), reference());
});

test("Random gives other numbers for another seed", () => {
  assertNotEquals(new Random(1).uint32(), new Random(2).uint32());
  assertNotEquals(new Random("a", 1).uint32(), new Random("a1").uint32());
});

test("Random below() is uniform: chi-squared over 16 bins", () => {
  const random = new Random("uniform");
  const draws = 64_000;
  const counts = new Array(16).fill(0);
  for (let i = 0; i < draws; i++) counts[random.below(16)]++;
  const expected = draws / 16;
  const chi = counts.reduce(
    (sum, n) => sum + (n - expected) ** 2 / expected,
    0,
  );
  // 15 degrees of freedom: a true generator leaves this range once in 10,000.
  assert(chi > 2 && chi < 45, `chi-squared ${chi}`);
});

test("Random uniform() stays in [0, 1) and fills it evenly", () => {
  const random = new Random("interval");
  let sum = 0, squares = 0, least = 1, most = 0;
  const draws = 50_000;
  for (let i = 0; i < draws; i++) {
    const u = random.uniform();
    least = Math.min(least, u);
    most = Math.max(most, u);
    sum += u;
    squares += u * u;
  }
  assert(least >= 0 && least < 1e-3 && most < 1 && most > 0.999);
  assert(Math.abs(sum / draws - 1 / 2) < 0.006);
  assert(Math.abs(squares / draws - 1 / 3) < 0.006);
});

test("Random normal() has mean 0, variance 1 and a normal's tails", () => {
  const random = new Random("normal");
  let sum = 0, squares = 0, beyond = 0;
  const draws = 50_000;
  for (let i = 0; i < draws; i++) {
    const z = random.normal();
    assert(Number.isFinite(z));
    sum += z;
    squares += z * z;
    if (Math.abs(z) > 1.96) beyond++;
  }
  assert(Math.abs(sum / draws) < 0.02);
  assert(Math.abs(squares / draws - 1) < 0.03);
  assert(Math.abs(beyond / draws - 0.05) < 0.005);
});

test("permutation() holds each index once, and every order is as likely", () => {
  const random = new Random("orders");
  const counts = new Map<string, number>();
  for (let i = 0; i < 12_000; i++) {
    const order = permutation(4, random);
    assertEquals([...order].sort(), [0, 1, 2, 3]);
    const name = order.join();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  for (const [name, count] of counts) {
    assert(Math.abs(count - 500) < 110, `${name}: ${count} of 12,000`);
  }
  assertEquals(permutation(0, random).length, 0);
});
