import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Unreached } from "../../src/network/mod.ts";
import { LonerWatch } from "../../src/node/loner_watch.ts";

/** A watch over a peer of which everything can be set, and what it told. */
function watched(waitFor?: number) {
  const told: string[] = [];
  const state = {
    phase: "waiting",
    here: [] as string[],
    unreached: [] as Unreached[],
    told,
  };
  const watch = new LonerWatch({
    network: {
      addresses: [],
      get hasFound() {
        return state.unreached.length > 0;
      },
      peers: () => state.here,
      strangers: () => [],
      unreached: () => state.unreached,
    },
    options: { task: "rings.ts", ...waitFor !== undefined && { waitFor } },
    swarm: "barn",
    taskName: "rings",
    phase: () => state.phase,
    refused: () => [],
    tell: (text) => told.push(text),
  });
  return { watch, state, told, [Symbol.dispose]: () => watch.close() };
}

const silent = { address: "10.0.0.2:45885", reason: "no answer" };

Deno.test("LonerWatch tells before training begins alone who was found and cannot be reached, and later once more", () => {
  using loner = watched();
  const { watch, state, told } = loner;
  state.unreached = [silent, { address: "10.0.0.3:4001", reason: "no way" }];
  assert(watch.look() !== undefined);
  assertEquals(told, []);
  watch.begin();
  assertMatch(
    told[0]!,
    /^Cannot connect to the peer at 10\.0\.0\.2:45885 and 1 other: no answer \(.* doctor rings\.ts --swarm barn /,
  );
  state.phase = "training";
  assertEquals(watch.look(), undefined);
  assertMatch(
    told[1]!,
    /^Still no connection to .*:45885 and 1 other: .*alone/,
  );
  assertEquals(told.length, 2);
});

Deno.test("LonerWatch tells of who is found only when training alone has begun, also after it said that nobody was", () => {
  using loner = watched();
  const { watch, state, told } = loner;
  watch.begin();
  state.phase = "training";
  assert(watch.look() !== undefined);
  assertMatch(told[0]!, /^Training alone: nobody else/);
  // Its first connection may yet come about.
  state.unreached = [{ address: silent.address }];
  assert(watch.look() !== undefined);
  assertEquals(told.length, 1);
  state.unreached = [silent];
  assert(watch.look() !== undefined);
  assertMatch(told[1]!, /^Cannot connect to the peer at 10\.0\.0\.2:45885: /);
});

Deno.test("LonerWatch says nothing of whom it cannot reach where somebody is or was here", () => {
  using loner = watched();
  const { watch, state, told } = loner;
  state.unreached = [silent];
  state.phase = "training";
  state.here = ["a"];
  watch.begin();
  assertEquals(watch.look(), undefined);
  state.here = [];
  watch.meet();
  watch.begin();
  assertEquals(watch.look(), undefined);
  assertEquals(told, []);
});

Deno.test("LonerWatch tells a peer that waits for another why it cannot reach the one that was found", () => {
  using loner = watched(2);
  const { watch, state, told } = loner;
  assert(watch.look() !== undefined);
  assertMatch(told[0]!, /^No other peer found yet/);
  state.unreached = [silent];
  assert(watch.look() !== undefined);
  assertMatch(told[1]!, /^Cannot connect to the peer at /);
  state.phase = "training";
  assertEquals(watch.look(), undefined);
  assertEquals(told.length, 2);
});
