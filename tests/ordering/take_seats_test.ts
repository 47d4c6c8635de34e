import { assert, assertEquals } from "@std/assert";
import { deal, takeSeats } from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";

const { test } = Deno;

const SIZES = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const UNITS = 60;

const keyed = (random: Random) => random.uint32().toString(16).padStart(8, "0");

/** A swarm whose peers keep the seats that they took. */
class Seated {
  readonly seats = new Map<string, number>();

  constructor(readonly units: number, readonly seed: number) {}

  /** Seats all of these, as they do for themselves. */
  meet(keys: Iterable<string>): this {
    const claims = Array.from(keys, (key) => ({
      key,
      seat: this.seats.get(key) ?? -1,
    }));
    const seats = takeSeats(claims);
    this.seats.clear();
    for (const [key, seat] of seats) this.seats.set(key, seat);
    return this;
  }

  /** Who has each unit; each is somebody's, and loads are even. */
  owners(): string[] {
    const bySeat = new Map(
      Array.from(this.seats, ([key, seat]) => [`${seat}`, key]),
    );
    const { names, owners, shares } = deal(
      this.units,
      [...bySeat.keys()],
      this.seed,
    );
    const even = this.units / names.length;
    for (const { length } of shares.values()) {
      assert(length === Math.floor(even) || length === Math.ceil(even));
    }
    return Array.from(owners, (owner) => bySeat.get(names[owner]!)!);
  }
}

function moved(before: readonly string[], after: readonly string[]): number {
  return before.filter((owner, unit) => owner !== after[unit]).length;
}

test("takeSeats() seats a swarm that starts together in the order of its keys", () => {
  const seats = takeSeats(
    ["cem", "ann", "dee", "bob"].map((key) => ({ key, seat: -1 })),
  );
  assertEquals(Object.fromEntries(seats), { ann: 0, bob: 1, cem: 2, dee: 3 });
});

test("takeSeats() leaves whoever has a seat on it, and gives the free ones to the others", () => {
  const claims = [
    { key: "ann", seat: 3 },
    { key: "bob", seat: -1 },
    { key: "cem", seat: 0 },
    { key: "dee", seat: 3 },
    { key: "eve", seat: -1 },
  ];
  const expected = { ann: 3, bob: 1, cem: 0, dee: 2, eve: 4 };
  assertEquals(Object.fromEntries(takeSeats(claims)), expected);
  assertEquals(
    Object.fromEntries(takeSeats(claims.toReversed())),
    expected,
  );
});

test("takeSeats() seats everybody on another seat, whatever they claim", () => {
  const random = new Random("claims", 5);
  for (let trial = 0; trial < 200; trial++) {
    const claims = Array.from({ length: 1 + random.below(20) }, () => ({
      key: keyed(random),
      seat: random.below(12) - 2,
    }));
    const seats = takeSeats(claims);
    assertEquals(new Set(seats.values()).size, claims.length);
    assertEquals(new Set(seats.keys()), new Set(claims.map(({ key }) => key)));
  }
});

test("when a peer goes or comes, all units are somebody's, and few move beyond those that must", () => {
  const rows: string[] = [];
  for (const peers of SIZES) {
    const units = UNITS * peers;
    let leaving = 0, joining = 0, trials = 0;
    for (let seed = 0; seed < 3; seed++) {
      const random = new Random("churn", peers, seed);
      const keys = Array.from({ length: peers }, () => keyed(random));
      for (let trial = 0; trial < 3; trial++) {
        const swarm = new Seated(units, seed).meet(keys);
        const all = swarm.owners();
        const gone = keys[random.below(peers)]!;
        const fewer = swarm.meet(keys.filter((key) => key !== gone)).owners();
        const again = swarm.meet([...swarm.seats.keys(), keyed(random)])
          .owners();
        leaving += moved(all, fewer) / UNITS;
        joining += moved(fewer, again) / UNITS;
        // Whoever comes next sits where the other sat: nobody else is touched.
        assertEquals(moved(all, again), UNITS);
        trials++;
      }
    }
    rows.push(
      `${peers} peers: ${(leaving / trials).toFixed(2)} leaving, ${
        (joining / trials).toFixed(2)
      } joining`,
    );
    // The least is 1: what one peer has. Bounded loads push some others on; with
    // ranks for seats P / 2 would move, with a hash of the present keys ln P.
    const most = 1.1 + 0.02 * peers;
    assert(leaving / trials >= 1 && leaving / trials < most, rows.join("\n"));
    assert(joining / trials >= 1 && joining / trials < most, rows.join("\n"));
  }
  console.log(`Units moved, in shares (the least is 1):\n${rows.join("\n")}`);
});
