import { assert, assertEquals } from "@std/assert";
import { Dialer } from "../../src/network/dialer.ts";
import { pauseAfter } from "../../src/network/pause_after.ts";
import { pass, until } from "./swarm_of.ts";

Deno.test("pauseAfter() doubles, is jittered by half and bounded", () => {
  assertEquals([1, 2, 3].map((n) => pauseAfter(n, 0.5)), [250, 500, 1000]);
  assertEquals(pauseAfter(1, 0), 125);
  assertEquals(pauseAfter(100, 0.5), 30_000);
});

Deno.test("Dialer tries again after a failure, with the newest address first", async () => {
  const attempts: string[][] = [];
  const dialer = new Dialer({
    self: () => "a",
    dial: (_peer, addresses) => {
      attempts.push(addresses);
      return Promise.reject(new Error("no"));
    },
  });
  try {
    dialer.heard("b", ["/old"]);
    dialer.heard("b", ["/new"]);
    await until(() => attempts.length >= 2, "two attempts");
    assertEquals(attempts[0], ["/new", "/old"]);
  } finally {
    dialer.close();
  }
});

Deno.test("Dialer leaves the first move to the smaller id", async () => {
  const dialled: string[] = [];
  const dialer = new Dialer({
    self: () => "m",
    dial: (peer) => {
      dialled.push(peer);
      dialer.connected(peer);
      return Promise.resolve();
    },
  });
  try {
    dialer.heard("a", ["/1"]);
    dialer.heard("z", ["/1"]);
    await until(() => dialled.length === 2, "both were dialled");
    assertEquals(dialled, ["z", "a"]);
  } finally {
    dialer.close();
  }
});

Deno.test("Dialer dials again after a loss, and not what is to be avoided", async () => {
  const dialled: string[] = [];
  const dialer = new Dialer({
    self: () => "a",
    dial: (peer) => {
      dialled.push(peer);
      dialer.connected(peer);
      return Promise.resolve();
    },
  });
  try {
    dialer.avoid("c", 60_000);
    dialer.heard("c", ["/1"]);
    dialer.heard("b", ["/1"]);
    await until(() => dialled.length === 1, "b was dialled");
    dialer.heard("b", ["/1"]);
    dialer.lost("b");
    await until(() => dialled.length === 2, "b was dialled again");
    assertEquals(dialled, ["b", "b"]);
  } finally {
    dialer.close();
  }
});

Deno.test("Dialer has few attempts under way at a time", async () => {
  let running = 0, most = 0, done = 0;
  const dialer = new Dialer({
    self: () => "a",
    dial: async (peer) => {
      most = Math.max(most, ++running);
      await pass(5);
      running--;
      done++;
      dialer.connected(peer);
    },
  });
  try {
    for (let i = 0; i < 30; i++) dialer.heard(`p${i}`, ["/1"]);
    await until(() => done === 30, "all were dialled");
    assert(most <= 4, `${most} at a time`);
  } finally {
    dialer.close();
  }
});

Deno.test("Dialer has heard of somebody until it is to avoid him, or gives him up", async () => {
  let attempts = 0;
  const dialer = new Dialer({
    self: () => "a",
    dial: () => {
      attempts++;
      return Promise.reject(new Error("no"));
    },
  });
  try {
    assert(!dialer.hasHeard);
    dialer.heard("b", ["/1"]);
    assert(dialer.hasHeard);
    await until(() => attempts >= 2, "two attempts");
    assert(dialer.hasHeard);
    dialer.avoid("b", 60_000);
    assert(!dialer.hasHeard);
  } finally {
    dialer.close();
  }
});
