import { assert, assertEquals } from "@std/assert";
import {
  afterVisits,
  createOrder,
  type EpochOrder,
  nextOrder,
  ORDERINGS,
} from "../../src/ordering/mod.ts";
import { BalancedOrder } from "../../src/ordering/balanced_order.ts";
import { Blocks, countBlocks } from "../../src/ordering/blocks.ts";
import { Random } from "../../src/random/mod.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 7);
const REPLAY = `replay: DROVER_SEED=${SEED} deno task test`;

/** Lengths of blocks of up to `most` units that make up so many together. */
function drawBlocks(random: Random, units: number, most: number): number[] {
  const blocks: number[] = [];
  for (let left = units; left > 0; left -= blocks.at(-1)!) {
    blocks.push(Math.min(left, 1 + random.below(most)));
  }
  return blocks;
}

function sorted(units: Iterable<number>): number[] {
  return [...units].sort((a, b) => a - b);
}

test("nextOrder() is a permutation for any blocks and signs, and keeps blocks whole", () => {
  const random = new Random("blocks", SEED);
  for (let trial = 0; trial < 300; trial++) {
    const n = random.below(40);
    const order = Array.from({ length: n }, (_, i) => 100 + i);
    // Sometimes of a part only: what is in no block stays together in the middle.
    const covered = random.below(2) === 0 ? n : random.below(n + 1);
    const blocks = drawBlocks(random, covered, 5);
    const signs = blocks.map(() => random.below(3) - 1);
    const next = nextOrder(order, signs, blocks);
    assertEquals(sorted(next), order, REPLAY);
    let begin = 0;
    for (const units of blocks) {
      const block = order.slice(begin, begin += units);
      const at = next.indexOf(block[0]!);
      assertEquals(next.slice(at, at + units), block, REPLAY);
    }
  }
});

test("nextOrder() with blocks of one unit each is as without them", () => {
  const random = new Random("ones", SEED);
  for (let n = 0; n < 20; n++) {
    const order = Array.from({ length: n }, (_, i) => i);
    const signs = order.slice(n >> 1).map(() => 2 * random.below(2) - 1);
    const ones = order.map(() => 1);
    assertEquals(nextOrder(order, signs, ones), nextOrder(order, signs));
  }
});

test("of the blocks of a pair the sign puts one to the front and the other to the back", () => {
  const order = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  assertEquals(nextOrder(order, [1, -1], [2, 1, 1, 3, 2]), [
    ...[0, 1, 4, 5, 6, 7, 8, 3, 2],
  ]);
});

test("blocks are counted up to a position, and what is in none is one unit each", () => {
  assertEquals(countBlocks(undefined, 5), 5);
  assertEquals(countBlocks([2, 3], 2), 1);
  assertEquals(countBlocks([2, 3], 4), 1);
  assertEquals(countBlocks([2, 3], 7), 4);
  const blocks = new Blocks();
  blocks.close(1, 1);
  blocks.close(1, 2);
  assertEquals(blocks.lengths, undefined);
  blocks.close(4, 6);
  blocks.close(1, 7);
  assertEquals(blocks.lengths, [1, 1, 4, 1]);
  assertEquals(blocks.within(6), [1, 1, 4]);
  assertEquals(blocks.count(7), 4);
});

for (const ordering of ORDERINGS) {
  test(`${ordering}: epochs are permutations in random blocks, also through restarts, and with units taken over`, () => {
    const random = new Random("order", SEED, ordering);
    for (let trial = 0; trial < 30; trial++) {
      const n = 1 + random.below(30);
      const units = Uint32Array.from({ length: n }, (_, i) => 10 + i);
      const make = () =>
        createOrder(ordering, {
          seed: trial,
          share: () => ({ seat: "0", units }),
        }) as EpochOrder;
      let order = make();
      for (let epoch = 0; epoch < 5; epoch++) {
        const visited: number[] = [];
        const expected = new Set(units);
        const takesOver = random.below(3) === 0;
        do {
          const most = 1 + random.below(6);
          const block: number[] = [];
          do block.push(order.next()); while (
            block.length < most && !order.endsBlock
          );
          assertEquals(order.epoch, epoch, REPLAY);
          order.closeBlock(block.length);
          visited.push(...block);
          if (takesOver && expected.size === n) {
            order.extend([1, 2, 3]);
            for (const unit of [1, 2, 3]) expected.add(unit);
          }
          if (random.below(4) > 0) continue;
          const { memory } = order;
          order = make();
          order.resume(structuredClone(memory!));
          assertEquals(order.memory, memory, REPLAY);
        } while (!order.isUsedUp);
        assertEquals(sorted(visited), sorted(expected), REPLAY);
        if (!(order instanceof BalancedOrder)) continue;
        assert(order.pairs <= n >> 1, REPLAY);
        for (const pair of order.unsigned) {
          if (random.below(3) > 0) order.sign(pair, random.below(2) ? 1 : -1);
        }
      }
    }
  });
}

test("a balanced order pairs the blocks of its own share, which none of them leaves", () => {
  const share = () => ({ seat: "0", units: Uint32Array.of(1, 2, 3, 4, 5) });
  const order = new BalancedOrder({ seed: 3, share });
  const [a, b] = [order.next(), order.next()];
  order.closeBlock(2);
  order.extend([20]);
  const [c, d, e] = [order.next(), order.next(), order.next()];
  assert(order.endsBlock);
  order.closeBlock(3);
  order.next();
  order.closeBlock(1);
  assertEquals(order.unsigned, [0]);
  order.sign(0, -1);
  const next = Array.from({ length: 5 }, () => order.next());
  assertEquals(next, [c, d, e, a, b]);
});

test("what was published after an order was saved is known by its blocks", () => {
  const saved = {
    ...{ seat: "0", epoch: 1, order: [4, 7, 5, 8, 6, 9], share: 6 },
    ...{ position: 1, signs: [] },
  };
  const blocks = (units: number[][], epoch = 1) =>
    units.map((units) => ({ epoch, units }));
  const after = afterVisits(saved, blocks([[7, 5], [8]]));
  assertEquals([after.position, after.blocks], [4, [1, 2, 1]]);
  assertEquals(afterVisits(saved, blocks([[7], [5]])).blocks, undefined);
  const later = afterVisits(saved, blocks([[4, 6], [8]], 2));
  assertEquals(later.next, { epoch: 2, visited: [4, 6, 8], blocks: [2, 1] });
  const order = new BalancedOrder({
    seed: 1,
    share: () => ({ seat: "0", units: Uint32Array.of(4, 5, 6, 7, 8, 9) }),
  });
  order.resume(later);
  order.next();
  assertEquals(order.memory!.order.slice(0, 3), [4, 6, 8]);
  assertEquals(order.memory!.blocks, [2, 1]);
});
