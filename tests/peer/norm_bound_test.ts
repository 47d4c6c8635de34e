import { assert, assertEquals, assertThrows } from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import { constant } from "../../src/simulation/delays/mod.ts";
import type { Observer } from "../../src/simulation/mod.ts";
import type { Update } from "../../src/replica/mod.ts";
import type { QuorumRule } from "../../src/synchronicity/mod.ts";
import { assertAgreement } from "./assertions.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

/** Four peers, the last one `slow` times slower than the others. */
function straggling(k: QuorumRule, slow: number): SwarmOptions {
  return {
    peers: 4,
    variant: "k-sync",
    k,
    epochs: 12,
    compute: (peer) => constant(peer === 3 ? 10 * slow : 10),
    optimizer: sgd({ learningRate: 0.2 }),
  };
}

/** Notes all updates in the order of publishing, and the cancelled gradients. */
class Log implements Observer {
  readonly updates: Update[] = [];
  cancelled = 0;
  handled(
    ...[, , actions]: Parameters<NonNullable<Observer["handled"]>>
  ): void {
    for (const action of actions) {
      if (action.kind === "cancel") this.cancelled++;
      if (action.kind !== "publish") continue;
      if (action.content.kind === "update") {
        this.updates.push(action.content.update);
      }
    }
  }
}

test("under the norm-bounded scheduler nobody waits for a straggler, and its gradients are not lost", () => {
  const time = (k: QuorumRule) => {
    const log = new Log();
    const swarm = swarmOf({ ...straggling(k, 10), observers: [log] })
      .runSync({ ms: 600_000 });
    assertAgreement(swarm.peers);
    const [fast, , , slow] = swarm.peers;
    const bySlow = log.updates.filter(({ feed }) => feed === slow!.peer.feed);
    const ms = Math.max(...swarm.peers.map(({ finishedAt }) => finishedAt));
    const { round } = fast!.peer.figures();
    return { ms, round, bySlow, cancelled: log.cancelled };
  };
  const all = time("all");
  const norm = time("norm");
  assert(norm.ms < all.ms / 2, `${norm.ms} ms against ${all.ms} of K = P`);
  // Each of the gradients it began was published, but for the last one at the end.
  assert(norm.bySlow.length >= 3, `${norm.bySlow.length} of the slow one`);
  assert(norm.cancelled <= 4, `${norm.cancelled} cancelled`);
  // What comes late counts in the round that it arrives in.
  const rounds = norm.bySlow.map(({ header }) => header.round);
  assertEquals(rounds, [...rounds].sort((a, b) => a - b));
  assert(rounds.at(-1)! - rounds.at(-2)! > 5, rounds.join());
});

test("beta decides how much of the norm a round waits for", () => {
  // Two fast ones of four bring half of the norm; three are needed for 0.7 of it,
  // and nothing but all of them for 1.
  const roundsOf = (k: QuorumRule) => {
    const swarm = swarmOf({
      ...straggling(k, 1),
      compute: (peer) => constant(10 * (1 + peer)),
    }).runSync({ ms: 400 });
    return swarm.peers[0]!.peer.figures().round;
  };
  const [low, high, all] = [
    roundsOf("norm:0.2"),
    roundsOf("norm:0.7"),
    roundsOf("all"),
  ];
  assert(low > 1.5 * high, `${low} rounds at beta 0.2, ${high} at 0.7`);
  assert(high > all, `${high} rounds at beta 0.7, ${all} at K = P`);
});

test("a dead peer leaves the expectation: beta = 1 goes on without it", () => {
  const swarm = swarmOf({
    ...straggling("norm:1", 1),
    faults: [{ kind: "crash", at: 60, peer: 2 }],
  }).runSync({ ms: 600_000 });
  const living = swarm.peers.filter(({ alive }) => alive);
  assertEquals(living.length, 3);
  assertEquals(
    living.map(({ finished }) => finished),
    Array(3).fill("12 epochs"),
  );
  assertAgreement(living);
});

test("peers with all kinds of quorums get to the end together", () => {
  for (const variant of ["k-sync", "k-batch-sync", "auto"] as const) {
    const swarm = swarmOf({
      ...straggling("all", 5),
      variant,
      quorums: ["norm:0.3", "all", 1, "norm:1"],
    }).runSync({ ms: 600_000 });
    assertAgreement(swarm.peers);
  }
});

test("variants without named rounds refuse the norm", () => {
  assertThrows(
    () => swarmOf({ ...straggling("norm", 1), variant: "k-async" }),
    RangeError,
    "needs rounds that all share",
  );
});
