import { assert, assertEquals } from "@std/assert";
import { lastCall } from "../../src/cli/last_call.ts";

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

Deno.test("lastCall() waits for a reader that takes its time", async () => {
  let isRead = false;
  const flush = () => sleep(200).then(() => void (isRead = true));
  await lastCall({ flush }, 60_000);
  assert(isRead);
});

Deno.test("lastCall() gives up on a reader that has stopped", async () => {
  const stopped = Promise.withResolvers<void>();
  await lastCall({ flush: () => stopped.promise }, 200);
});

Deno.test("lastCall() does not count a pause of this machine as the reader's", async () => {
  const order: string[] = [];
  // What is left goes out in two writes, the second when the first has been taken.
  const flush = async () => {
    await sleep(10);
    await sleep(10);
    order.push("read");
  };
  const called = lastCall({ flush }, 300).then(() => order.push("over"));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  await called;
  assertEquals(order, ["read", "over"]);
});
