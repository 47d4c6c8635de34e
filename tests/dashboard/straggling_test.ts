import { assertEquals } from "@std/assert";
import { Timeline } from "../../src/dashboard/page/model/mod.ts";
import { stragglersAt } from "../../src/dashboard/page/model/straggling.ts";
import { Random } from "../../src/random/mod.ts";
import type { MemberRow } from "../../src/telemetry/mod.ts";
import { madePeers, rowOf } from "./made_peers.ts";

const [SELF, OTHER] = madePeers(3, new Random(1));

/** What is told of the second peer, a quarter of a second apart; the teller is neither slow nor late. */
function told(
  ...rows: Partial<MemberRow>[]
): Timeline<MemberRow[]> {
  const timeline = new Timeline<MemberRow[]>(1000);
  rows.forEach((row, i) => {
    const random = new Random(i);
    const { slowness: _, ...other } = rowOf(OTHER!, i, random);
    timeline.push(0.25 * i, [rowOf(SELF!, i, random), {
      ...other,
      published: 7,
      ...row,
    }]);
  });
  return timeline;
}

/** Whether the second peer straggles at the end. */
function straggles(...rows: Partial<MemberRow>[]): boolean {
  const timeline = told(...rows);
  const found = stragglersAt(timeline, Infinity);
  assertEquals(found.has(SELF!.key), false);
  return found.has(OTHER!.key);
}

const fine = { isLate: false, slowness: 1 };
const late = { isLate: true, slowness: 1.1 };

Deno.test("Whose gradients take three times the usual time straggles, whether late just now or not", () => {
  assertEquals(straggles({ isLate: false, slowness: 3 }), true);
  assertEquals(straggles({ isLate: true, slowness: 10 }), true);
  assertEquals(straggles({ isLate: false, slowness: 2.9 }), false);
});

Deno.test("Who is late for a moment does not straggle", () => {
  assertEquals(straggles(late), false);
  assertEquals(straggles(fine, late), false);
  assertEquals(straggles(late, fine, late), false);
  assertEquals(straggles(late, late, late, fine), false);
});

Deno.test("Who is late twice but publishes in between does not straggle", () => {
  assertEquals(straggles(late, { ...late, published: 8 }), false);
});

Deno.test("Who is late from one look to the next and publishes nothing is stuck, and straggles", () => {
  assertEquals(straggles(fine, late, late), true);
  assertEquals(straggles({ isLate: true }, { isLate: true }), true);
});

Deno.test("Straggling is judged at the moment that is looked at", () => {
  const timeline = told(fine, late, late, late, fine);
  const at = (time: number) => stragglersAt(timeline, time).size;
  assertEquals([-1, 0, 0.25, 0.5, 0.8, 4].map(at), [0, 0, 0, 1, 1, 0]);
  const newcomer = new Timeline<MemberRow[]>(9);
  newcomer.push(0, []);
  newcomer.push(1, [{ ...rowOf(OTHER!, 1, new Random(1)), ...late }]);
  assertEquals(stragglersAt(newcomer, 1).size, 0);
  assertEquals(stragglersAt(new Timeline<MemberRow[]>(9), 5).size, 0);
});

Deno.test("Of two never both straggle: where more than half are stuck, nobody in particular is", () => {
  const both = (self: Partial<MemberRow>, other: Partial<MemberRow>) => {
    const timeline = new Timeline<MemberRow[]>(9);
    for (const time of [0, 0.25, 0.5]) {
      const random = new Random(1);
      timeline.push(time, [
        { ...rowOf(SELF!, 1, random), slowness: 1, published: 7, ...self },
        { ...rowOf(OTHER!, 1, random), slowness: 1, published: 7, ...other },
      ]);
    }
    return [...stragglersAt(timeline, Infinity)];
  };
  assertEquals(both({ isLate: true }, { isLate: true }), []);
  assertEquals(both({ isLate: true }, { isLate: true, slowness: 3.2 }), [
    OTHER!.key,
  ]);
  assertEquals(both({ isLate: true }, { isLate: false }), [SELF!.key]);
});
