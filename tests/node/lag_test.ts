import { assert, assertEquals } from "@std/assert";
import { Lag } from "../../src/node/lag.ts";

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("Lag.after() keeps the order, and nothing comes too early", async () => {
  const lag = new Lag(20);
  const came: [number, number][] = [];
  const sent: number[] = [];
  for (let i = 0; i < 30; i++) {
    sent.push(performance.now());
    lag.after(() => came.push([i, performance.now()]));
    if (i % 7 === 0) await sleep(i);
  }
  while (came.length < sent.length) await sleep(5);
  assertEquals(came.map(([i]) => i), sent.map((_, i) => i));
  for (const [i, at] of came) assert(at >= sent[i]! + 20, `${at - sent[i]!}`);
  lag.close();
});

Deno.test("Lag.after() runs at once where nothing is to wait", () => {
  const lag = new Lag(0);
  let runs = 0;
  lag.after(() => runs++);
  assertEquals(runs, 1);
});

Deno.test("Lag.after() keeps its order when what is let out sends more", async () => {
  const lag = new Lag(5);
  const came: number[] = [];
  lag.after(() => {
    came.push(0);
    lag.after(() => came.push(2));
  });
  lag.after(() => came.push(1));
  while (came.length < 3) await sleep(5);
  assertEquals(came, [0, 1, 2]);
  lag.close();
});

Deno.test("Lag.close() drops what waits, what is due with it included", async () => {
  const lag = new Lag(5);
  const came: number[] = [];
  lag.after(() => {
    came.push(0);
    lag.close();
  });
  lag.after(() => came.push(1));
  await sleep(30);
  lag.after(() => came.push(2));
  await sleep(30);
  assertEquals(came, [0]);
});
