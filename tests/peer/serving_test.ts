import { assert, assertEquals } from "@std/assert";
import { encodeRequest } from "../../src/peer/serve.ts";
import { decodeFrame } from "../../src/replica/mod.ts";
import { constant } from "../../src/simulation/delays/mod.ts";
import { logOf } from "./logbook.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** Runs two peers for a second, one of which is asked at every millisecond. */
function spoken(asked: boolean) {
  const swarm = swarmOf({
    peers: 2,
    variant: "k-batch-async",
    k: 1,
    epochs: 1e6,
    // One that computes for long, and speaks meanwhile only to keep in touch.
    compute: (peer) => constant(peer === 0 ? 400 : 10),
  });
  const [server] = swarm.peers;
  const request = encodeRequest(new Map(), false);
  while (swarm.now < 1000) {
    swarm.runSync({ ms: 1 });
    if (asked) server!.peer.serve(request);
  }
  return logOf(server!).published.filter(({ type }) => type === "status")
    .length;
}

test("answering one peer is not speaking to all: the others hear as much as ever", () => {
  const usual = spoken(false);
  assert(usual > 5, `${usual} statuses`);
  assertEquals(spoken(true), usual);
});

test("an answer begins with the whole clock of who gives it", () => {
  const swarm = swarmOf({ peers: 2, variant: "k-sync", k: "all" })
    .runSync({ ms: 500 });
  const { peer, replica } = swarm.peers[0]!;
  const [first] = peer.serve(encodeRequest(new Map(), false));
  const frame = decodeFrame(first!);
  if (frame.kind !== "status") throw new Error(`It begins with ${frame.kind}`);
  assert(frame.status.full);
  assertEquals(
    new Map(frame.status.entries.map(({ feed, count }) => [feed, count])),
    replica.clock.counts(),
  );
});
