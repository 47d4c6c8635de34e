import { assert, assertEquals } from "@std/assert";
import { momentum, sgd } from "../../src/optimizers/mod.ts";
import type {
  Evaluation,
  Problem,
  Simulation,
} from "../../src/simulation/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { assertAgreement, eventsOf, longestPause } from "./assertions.ts";
import { leastSquares, lossOf } from "./problem.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

/** A swarm whose evaluations depend on the epoch, of which a problem knows nothing. */
function swarmWith(
  evaluate: (epoch: number, view: Float32Array) => Evaluation,
  options: SwarmOptions,
): Simulation {
  const problem: Problem = {
    ...leastSquares(64),
    evaluate: (view) => {
      const progress = swarm.peers.map(({ peer }) => peer.progress);
      return evaluate(Math.floor(Math.max(...progress)), view);
    },
  };
  const swarm: Simulation = swarmOf({ ...options, problem });
  return swarm;
}

test("training ends on every peer when one evaluation reaches the target", () => {
  for (const variant of VARIANTS) {
    const swarm = swarmWith((epoch, view) => ({
      loss: lossOf(view),
      metrics: { accuracy: epoch / 4 },
    }), {
      peers: 4,
      variant,
      k: 2,
      epochs: 50,
      stop: { target: { metric: "accuracy", atLeast: 0.75 } },
    }).runSync({ ms: 60_000 });
    assertAgreement(swarm.peers);
    for (const peer of swarm.peers) {
      assert(peer.finished!.startsWith("target reached: accuracy 0.75"));
      assertEquals(peer.finished, swarm.peers[0]!.finished);
      const epochs = eventsOf(peer, "validation").map(({ validation }) =>
        validation.epoch
      );
      assertEquals(epochs, [1, 2, 3]);
    }
    assert(swarm.peers[0]!.peer.progress < 4);
    // Peers take turns at evaluating.
    const evaluators = eventsOf(swarm.peers[0]!, "validation").map(({ peer }) =>
      peer
    );
    assertEquals(new Set(evaluators).size, 3);
  }
});

test("training ends where so many epochs bring no better loss", () => {
  const swarm = swarmWith((epoch) => ({
    loss: epoch <= 2 ? 1 / epoch : 0.6,
    metrics: {},
  }), {
    peers: 3,
    variant: "k-async",
    k: 2,
    epochs: 50,
    stop: { patience: 3 },
  }).runSync({ ms: 60_000 });
  assertAgreement(swarm.peers);
  for (const { finished } of swarm.peers) {
    assertEquals(
      finished,
      "no better validation loss for 3 epochs (best 0.5000 at epoch 2)",
    );
  }
});

test("a peer that is stopped ends at once, and the others go on at once", () => {
  for (const variant of ["k-sync", "k-async"] as const) {
    const swarm = swarmOf({ peers: 4, variant, k: "all", epochs: 8 });
    swarm.runSync({ ms: 300 });
    const [leaver, ...others] = swarm.peers;
    swarm.leave(leaver!);
    assertEquals(leaver!.finished, "stopped");
    assertEquals(leaver!.jobs.size, 0, "its gradient is cancelled");
    swarm.runSync({ ms: 60_000 });
    assertAgreement(others);
    for (const peer of others) {
      assertEquals(
        eventsOf(peer, "member-left")[0]!.peer,
        leaver!.peer.publicKey,
      );
      assert(longestPause(peer, 250, peer.finishedAt - 20) < 30);
    }
  }
});

test("one peer alone trains to the end", () => {
  for (const variant of VARIANTS) {
    const swarm = swarmOf({ peers: 1, variant, k: "all", epochs: 2 });
    swarm.runSync({ ms: 60_000 });
    assertAgreement(swarm.peers);
    assertEquals(swarm.peers[0]!.finished, "2 epochs");
    assertEquals(swarm.peers[0]!.peer.progress, 2);
    assert(swarm.now < 128 * 10 + 20, `${swarm.now} ms`);
  }
});

test("more peers than units train on, and those with nothing to compute say so", () => {
  for (const variant of VARIANTS) {
    for (const k of [1, "all"] as const) {
      const swarm = swarmOf({ peers: 5, variant, k, units: 3 })
        .runSync({ ms: 60_000 });
      assertAgreement(swarm.peers);
      const idle = swarm.peers.filter((peer) =>
        eventsOf(peer, "warning").some(({ text }) =>
          text.startsWith("There are more peers (5) than units of data (3)")
        )
      );
      assertEquals(idle.length, 2, `${variant} ${k}`);
      for (const { gradients } of idle) assertEquals(gradients, 0);
    }
  }
});

test("a learning rate that explodes ends as diverged, and never as NaN", () => {
  for (
    const optimizer of [
      sgd({ learningRate: 4 }),
      momentum({ learningRate: 1e30, momentum: 0.9 }),
    ]
  ) {
    for (const variant of VARIANTS) {
      const swarm = swarmOf({
        peers: 3,
        variant,
        k: 2,
        epochs: 100,
        optimizer,
      }).runSync({ ms: 60_000 });
      for (const { finished, replica } of swarm.peers) {
        assert(finished?.startsWith("diverged: "), finished);
        assert(replica.values.every((value) => Math.abs(value) < 2 ** 20));
        assertEquals(replica.verifyFingerprint(), []);
      }
    }
  }
});

test("a gradient that is not a number ends its peer, and the others train on", () => {
  const swarm = swarmOf({
    peers: 3,
    variant: "k-async",
    k: "all",
    epochs: 4,
  });
  swarm.runSync({ ms: 100 });
  const [broken, ...others] = swarm.peers;
  swarm.runUntil(() => broken!.jobs.size > 0);
  const [job] = broken!.jobs.keys();
  broken!.jobs.clear();
  swarm.input(broken!, {
    kind: "gradient",
    job: job!,
    gradient: {
      gradient: new Float32Array(16).fill(NaN),
      state: new Float32Array(0),
      loss: NaN,
      computeMs: 1,
    },
  });
  assert(broken!.finished?.startsWith("diverged: "), broken!.finished);
  swarm.runSync({ ms: 60_000 });
  assertAgreement(others);
  assertEquals(others[0]!.finished, "4 epochs");
});
