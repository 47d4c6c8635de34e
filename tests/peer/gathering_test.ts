import { assertEquals } from "@std/assert";
import type { Peer, PeerAction, PeerInput } from "../../src/peer/mod.ts";
import { PeerFactory } from "../../src/simulation/peer_factory.ts";
import { FIRST_BEAT } from "../../src/synchronicity/mod.ts";
import { leastSquares } from "./problem.ts";

const { test } = Deno;

/** Two peers that are connected; what one says the other hears. */
function pair() {
  const factory = new PeerFactory({
    seed: 1,
    peers: 2,
    problem: leastSquares(64),
    variant: "k-sync",
    k: "all",
    epochs: 100,
  });
  const peers = [0, 1].map((index) =>
    factory.create({ index, incarnation: 1, waitFor: 1 }).peer
  );
  const [one, other] = peers as [Peer, Peer];
  const input = (to: Peer, input: PeerInput, now = 0): void => {
    for (const action of to.handle(input, now)) heard(to, action);
  };
  const heard = (from: Peer, action: PeerAction) => {
    if (action.kind !== "publish" || action.content.kind !== "status") return;
    const to = from === one ? other : one;
    input(to, { kind: "frame", frame: action.content });
  };
  input(one, { kind: "connected", publicKey: other.publicKey });
  input(other, { kind: "connected", publicKey: one.publicKey });
  return { one, other, input };
}

test("Peers that gather know of each other, and begin with one that has begun", () => {
  const { one, other, input } = pair();
  input(one, { kind: "start", gathers: true });
  input(other, { kind: "start", gathers: true });
  input(one, { kind: "start", gathers: true });
  assertEquals([one.phase, other.phase], ["waiting", "waiting"]);
  assertEquals([one.figures().members, other.figures().members], [2, 2]);
  input(other, { kind: "start" });
  input(other, { kind: "tick" }, FIRST_BEAT);
  assertEquals([one.phase, other.phase], ["training", "training"]);
});

test("A peer that gathers begins at once with one that trains", () => {
  const { one, other, input } = pair();
  input(one, { kind: "start" });
  input(other, { kind: "start", gathers: true });
  input(one, { kind: "tick" }, FIRST_BEAT);
  assertEquals([one.phase, other.phase], ["training", "training"]);
});
