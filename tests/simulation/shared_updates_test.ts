import { assertEquals, assertStrictEquals } from "@std/assert";
import { decodeFrame, frameOfUpdate } from "../../src/replica/mod.ts";
import { SharedUpdates } from "../../src/simulation/shared_updates.ts";
import { smallSwarm, told } from "./small_swarm.ts";

const { test } = Deno;

test("who catches up shares the updates of everybody else", () => {
  const { simulation, trace } = smallSwarm({
    faults: [{ kind: "freeze", at: 200, peer: 2, lasts: 30 }],
    network: { loss: 0.2 },
  });
  simulation.runSync();
  assertEquals(told(trace, 2, "catch-up").length > 0, true);
  const [first, , third] = simulation.peers;
  let shared = 0;
  for (const feed of first!.replica.feeds()) {
    if (feed.id === first!.peer.feed || feed.id === third!.peer.feed) continue;
    for (let seq = 1; seq <= feed.count; seq++) {
      const theirs = third!.replica.feed(feed.id)!.get(seq);
      const own = feed.get(seq);
      // Of what a snapshot brought there is no update.
      if (theirs === undefined || own === undefined) continue;
      assertStrictEquals(theirs, own);
      shared++;
    }
  }
  assertEquals(shared > 20, true, `${shared}`);
});

test("an update that differs from the one broadcast stays what it is", () => {
  const { simulation } = smallSwarm();
  simulation.runSync();
  const [peer] = simulation.peers;
  const update = peer!.replica.feed(peer!.peer.feed)!.get(3)!;
  const shared = new SharedUpdates();
  shared.add(update);
  const copy = () => {
    const frame = decodeFrame(frameOfUpdate(update));
    if (frame.kind !== "update") throw new Error("It is none");
    return frame.update;
  };
  assertStrictEquals(shared.share(copy()), update);
  const damaged = copy();
  damaged.payload[0]! ^= 1;
  assertStrictEquals(shared.share(damaged), damaged);
  const forked = { ...copy(), hash: update.hash.map((byte) => byte ^ 1) };
  assertStrictEquals(shared.share(forked), forked);
});
