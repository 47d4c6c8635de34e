import { assert, assertEquals } from "@std/assert";
import { Backlog, BacklogLimit } from "../../src/network/backlog.ts";

/** A peer that reads so many bytes a second of what it is sent, told in steps. */
function play(
  { rate, interval, size, seconds, limit = 8 * size }: {
    rate: (ms: number) => number;
    interval: number;
    size: number;
    seconds: number;
    limit?: number;
  },
): { sent: number[]; most: number } {
  const backlog = new Backlog();
  const sent: number[] = [];
  let total = 0, read = 0;
  for (let ms = 0; ms < 1000 * seconds; ms++) {
    if (ms % interval === 0 && backlog.admits(size, limit, ms)) {
      sent.push(ms);
      total += size;
    }
    read = Math.min(total, read + rate(ms) / 1000);
    backlog.hear(32768 * Math.floor(read / 32768), limit, ms);
  }
  return { sent, most: backlog.most };
}

Deno.test("Backlog lets everything through to a peer that reads as fast as it is sent to", () => {
  const { sent } = play({
    rate: () => 4e6,
    interval: 50,
    size: 100_000,
    seconds: 60,
  });
  assertEquals(sent.length, 1200);
});

Deno.test("Backlog bounds what waits for a peer on a slow link, and leaves most of the link to catching up", () => {
  const size = 100_000;
  const { sent, most } = play({
    rate: () => 125_000,
    interval: 50,
    size,
    seconds: 600,
  });
  assert(most <= 8 * size, `${most} bytes waited`);
  const used = sent.length * size / (600 * 125_000);
  assert(used < 0.25, `gossip takes ${used} of the link`);
  assert(sent.length > 16, "and is tried again");
});

Deno.test("Backlog lets everything through again once the link has become good", () => {
  const { sent } = play({
    rate: (ms) => ms < 60_000 ? 125_000 : 1e7,
    interval: 50,
    size: 100_000,
    seconds: 180,
  });
  const last = sent.filter((ms) => ms >= 170_000).length;
  assertEquals(last, 200);
});

Deno.test("Backlog lets a message through that is longer than may wait, when nothing waits", () => {
  const backlog = new Backlog();
  assert(backlog.admits(1000, 100, 0));
  assert(!backlog.admits(1000, 100, 1));
  backlog.hear(1000, 100, 2);
  assert(backlog.admits(1000, 100, 2 + 8 * 2));
});

Deno.test("Backlog lets short messages through when long ones are dropped, up to twice the limit", () => {
  const backlog = new Backlog();
  while (backlog.admits(10_000, 100_000, 0));
  assertEquals(backlog.waiting, 100_000);
  let short = 0;
  while (backlog.admits(1_000, 100_000, 0)) short++;
  assertEquals(short, 100);
  assertEquals(backlog.waiting, 200_000);
});

Deno.test("Backlog believes nobody who claims to have read more than was sent", () => {
  const backlog = new Backlog();
  backlog.admits(10, 100, 0);
  backlog.hear(1e9, 100, 0);
  assertEquals(backlog.waiting, 0);
  backlog.admits(10, 100, 0);
  assertEquals(backlog.waiting, 10);
});

Deno.test("BacklogLimit follows the longest message of late", () => {
  const limit = new BacklogLimit();
  const least = limit.bytes;
  limit.note(1 << 20);
  assertEquals(limit.bytes, 16 << 20);
  for (let i = 0; i < 10_000; i++) limit.note(100);
  assertEquals(limit.bytes, least);
});
