import { assert, assertEquals } from "@std/assert";
import { dealUnits } from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";

const { test } = Deno;

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `peer ${i}`);

/** Who has each unit. */
function owners(shares: ReadonlyMap<string, Uint32Array>): Map<number, string> {
  const owners = new Map<number, string>();
  for (const [name, share] of shares) {
    for (const unit of share) {
      assert(!owners.has(unit), `unit ${unit} is dealt twice`);
      owners.set(unit, name);
    }
  }
  return owners;
}

/** Units that both rosters have dealt, and how many of them changed hands. */
function moved(
  before: ReadonlyMap<string, Uint32Array>,
  after: ReadonlyMap<string, Uint32Array>,
): number {
  const then = owners(before);
  let moved = 0;
  for (const [unit, name] of owners(after)) {
    if (then.get(unit) !== name) moved++;
  }
  return moved;
}

test("dealUnits() deals each unit to exactly one peer, floor or ceil of an even share", () => {
  for (const [units, peers] of [[1, 1], [250, 4], [251, 4], [7, 7], [97, 13]]) {
    const shares = dealUnits(units!, names(peers!), 7);
    assertEquals(shares.size, peers);
    const all = [...owners(shares).keys()].sort((a, b) => a - b);
    assertEquals(all, Array.from({ length: units! }, (_, unit) => unit));
    for (const share of shares.values()) {
      assert(share.length >= Math.floor(units! / peers!));
      assert(share.length <= Math.ceil(units! / peers!));
      assertEquals([...share], [...share].sort((a, b) => a - b));
    }
  }
});

test("dealUnits() leaves shares empty where there are more peers than units", () => {
  const shares = dealUnits(3, names(8), 7);
  const sizes = [...shares.values()].map((share) => share.length).sort();
  assertEquals(sizes, [0, 0, 0, 0, 0, 1, 1, 1]);
});

test("dealUnits() deals the same whatever order the roster is in, and names twice count once", () => {
  const roster = names(9);
  const expected = dealUnits(100, roster, 3);
  const random = new Random("rosters");
  for (let i = 0; i < 10; i++) {
    const shuffled = [...roster, roster[i % 9]!]
      .map((name) => ({ name, at: random.uniform() }))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
    assertEquals(dealUnits(100, shuffled, 3), expected);
  }
});

test("dealUnits() deals otherwise for another seed", () => {
  const a = dealUnits(400, names(4), 1), b = dealUnits(400, names(4), 2);
  const fraction = moved(a, b) / 400;
  assert(fraction > 0.65 && fraction < 0.85, `${fraction} changed hands`);
});

test("dealUnits() moves little more than it must when a peer leaves or joins", () => {
  const roster = names(16);
  const all = dealUnits(3200, roster, 5);
  const less = dealUnits(3200, roster.slice(0, 15), 5);
  // Ideal: what the missing peer had, one in sixteen. Bounded loads push some
  // units on that had a full first choice: a cascade, but a short one.
  const ideal = all.get("peer 15")!.length / 3200;
  const leaving = moved(all, less) / 3200;
  const joining = moved(less, all) / 3200;
  assertEquals(leaving, joining);
  assert(leaving >= ideal);
  assert(leaving < 2.5 * ideal, `moved ${leaving}, ideal ${ideal}`);
});
