import { assertEquals } from "@std/assert";
import { settlesWithin } from "../../src/time/mod.ts";
import { pause } from "./pause.ts";

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

Deno.test("settlesWithin() waits for what takes its time, and does not mind how it ends", async () => {
  assertEquals(await settlesWithin(sleep(200), 60_000), true);
  const failure = sleep(10).then(() => Promise.reject(new Error("no")));
  assertEquals(await settlesWithin(failure, 60_000), true);
});

Deno.test("settlesWithin() gives up on what never settles", async () => {
  const { promise } = Promise.withResolvers<void>();
  assertEquals(await settlesWithin(promise, 200), false);
});

Deno.test("settlesWithin() does not count a pause of this machine", async () => {
  // What is left goes out in two writes, the second when the first has been taken.
  const waiting = settlesWithin(sleep(10).then(() => sleep(10)), 300);
  pause(1000);
  assertEquals(await waiting, true);
});
