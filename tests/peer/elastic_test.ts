import { assert, assertEquals, assertMatch } from "@std/assert";
import type { PeerEvent } from "../../src/peer/mod.ts";
import {
  constant,
  exponential,
  uniform,
} from "../../src/simulation/delays/mod.ts";
import { Invariants } from "../../src/simulation/invariants/mod.ts";
import {
  type Observer,
  Simulation,
  type SimulationOptions,
  type VirtualPeer,
} from "../../src/simulation/mod.ts";
import { quadratic } from "../../src/simulation/problems/mod.ts";
import { sgd } from "../../src/optimizers/mod.ts";
import { decodeFrame, type Update } from "../../src/replica/mod.ts";

const { test } = Deno;

type GateEvent = Extract<PeerEvent, { type: "gate" }>;

/** A swarm in which hardly anything is near the optimum, so that updates add up. */
const OPTIONS: SimulationOptions = {
  seed: 1,
  peers: 6,
  problem: quadratic({ dimension: 48, noise: 0.2, units: 2048 }),
  variant: "k-async",
  k: 3,
  epochs: 1e6,
  optimizer: sgd({ learningRate: 0.003 }),
  compute: exponential(10),
  network: { latency: uniform(1, 6), loss: 0.05 },
  signatures: "trusted",
  elasticBound: 1,
};

/** Gate events, gradients' beginnings and updates, as they happen. */
class Watch implements Observer {
  readonly gates: (GateEvent & { at: number; peer: number })[] = [];
  readonly begun: { at: number; peer: number; held: number; off: number }[] =
    [];
  readonly updates: Update[] = [];

  handled(
    ...[virtual, , actions, at]: Parameters<NonNullable<Observer["handled"]>>
  ): void {
    const { index: peer } = virtual;
    for (const action of actions) {
      if (action.kind === "compute") {
        const { hold, certificate } = virtual.peer.elastic;
        const { distance: held } = hold;
        this.begun.push({ at, peer, held, off: certificate?.steps ?? NaN });
      } else if (action.kind === "event" && action.event.type === "gate") {
        this.gates.push({ ...action.event, at, peer });
      } else if (
        action.kind === "publish" && action.content.kind === "update"
      ) {
        this.updates.push(action.content.update);
      }
    }
  }
}

function watched(change: Partial<SimulationOptions> = {}) {
  const options = { ...OPTIONS, ...change };
  const watch = new Watch();
  const invariants = new Invariants(options);
  const swarm = new Simulation({ ...options, observers: [invariants, watch] });
  return { swarm, watch, invariants };
}

/** Gradients that a peer has begun after `since`. */
function begunBy(watch: Watch, { index }: VirtualPeer, since: number): number {
  return watch.begun.filter(({ peer, at }) => peer === index && at > since)
    .length;
}

test("a gate keeps every gradient's known distance under the bound, and the audits hold", () => {
  const { swarm, watch, invariants } = watched();
  swarm.runSync({ ms: 2000 });
  assertEquals(invariants.broken, []);
  for (const { held } of watch.begun) assert(held <= 1, `${held}`);
  assert(watch.gates.length > 10, `${watch.gates.length} events`);
  for (const { peer } of swarm.peers) {
    const { audits, failures, bound } = peer.figures().elastic;
    assert(audits > 0);
    assertEquals([failures, bound], [0, 1]);
  }
});

test("without a bound distances are measured, and nobody is held back", () => {
  const { elasticBound: _, ...options } = OPTIONS;
  const watch = new Watch();
  const swarm = new Simulation({ ...options, observers: [watch] });
  swarm.runSync({ ms: 1000 });
  assertEquals(watch.gates, []);
  const { distance, bound, audits } = swarm.peers[0]!.peer.figures().elastic;
  assert(distance > 0 && audits > 0);
  assertEquals(bound, Infinity);
});

test("a partition's halves go on, each within the bound; what the healing brings is waited for", () => {
  const { swarm, watch, invariants } = watched({ variant: "k-batch-async" });
  swarm.runSync({ ms: 1000 });
  swarm.partition(swarm.peers.slice(0, 3));
  swarm.runSync({ ms: 1000 });
  for (const peer of swarm.peers) {
    assert(begunBy(watch, peer, 1500) > 20, `peer ${peer.index}`);
  }
  swarm.heal();
  const healedAt = swarm.now;
  swarm.runSync({ ms: 1000 });
  assertEquals(invariants.broken, []);
  const far = watch.gates.filter(({ at, isClosed, distance }) =>
    at > healedAt && isClosed && distance > 5
  );
  assert(far.length > 0, "nobody waited for what the other half had published");
  for (const peer of swarm.peers) {
    assert(begunBy(watch, peer, healedAt + 500) > 5, `peer ${peer.index}`);
  }
});

test("a peer that dies while a gate waits for its update keeps it closed no longer than explained", () => {
  const { swarm, watch, invariants } = watched({
    variant: "k-batch-async",
    network: { latency: constant(2) },
  });
  swarm.runSync({ ms: 1000 });
  const [dying, waiting] = [swarm.peers[5]!, swarm.peers[0]!];
  // Its newest updates reach nobody, and one of its statuses names them.
  swarm.partition([dying]);
  swarm.runSync({ ms: 60 });
  const { peer } = dying;
  const [word] = peer.serve(new Uint8Array(1));
  swarm.crash(dying, { silent: true });
  swarm.input(waiting, { kind: "frame", frame: decodeFrame(word!) });
  const at = swarm.now;
  swarm.runSync({ ms: 3000 });
  assertEquals(invariants.broken, []);
  const closed = watch.gates.find((event) =>
    event.peer === 0 && event.isClosed && event.at >= at
  );
  assert(closed !== undefined, "the gate had nothing to wait for");
  assertMatch(closed!.reason, new RegExp(`of ${peer.publicKey}`));
  const opened = watch.gates.find((event) =>
    event.peer === 0 && !event.isClosed && event.at > closed!.at
  );
  assert(opened !== undefined, "the gate stayed closed");
  assert(opened!.at - closed!.at < 1000, `${opened!.at - closed!.at} ms`);
  assert(begunBy(watch, waiting, at + 1500) > 20);
});

test("a payload that nobody can serve is given up, and waited for again when the feed goes on", () => {
  const { swarm, watch, invariants } = watched({
    peers: 3,
    k: 1,
    elasticBound: 0.5,
    network: { latency: constant(2) },
  });
  swarm.runSync({ ms: 500 });
  // Nobody hears the third, and only its word of how much it has published comes through.
  const [first, , third] = swarm.peers as [
    VirtualPeer,
    VirtualPeer,
    VirtualPeer,
  ];
  swarm.partition([third]);
  const beganAt = swarm.now;
  for (let i = 0; i < 100; i++) {
    swarm.runSync({ ms: 10 });
    const [word] = third.peer.serve(new Uint8Array(1));
    swarm.input(first, { kind: "frame", frame: decodeFrame(word!) });
  }
  const given = watch.gates.filter(({ peer, reason }) =>
    peer === 0 && reason.includes("given up")
  );
  assertEquals(given.length, 1, "once, however often it is named");
  assert(begunBy(watch, first, given[0]!.at) > 20);
  swarm.heal();
  const healedAt = swarm.now;
  swarm.runSync({ ms: 1500 });
  assertEquals(invariants.broken, []);
  assertEquals(
    first.replica.clock.count(third.peer.feed) > 100,
    true,
    "the feed has come",
  );
  assert(begunBy(watch, first, healedAt) > 20 && beganAt < healedAt);
});

test("residuals that would dominate are flushed by denser updates, within everybody's share of the bound", () => {
  const codec = { kind: "top-k", fraction: 0.02 } as const;
  const held = (elasticBound: number) => {
    const { swarm, watch, invariants } = watched({
      codec,
      elasticBound,
      network: { latency: constant(2) },
    });
    swarm.runSync({ ms: 1500 });
    assertEquals(invariants.broken, []);
    const dense = watch.updates.filter(({ header }) => header.codec === 2);
    const steps = watch.begun.filter(({ at }) => at > 500);
    return {
      dense: dense.length / watch.updates.length,
      most: Math.max(...steps.map(({ off }) => off)),
      residual: Math.max(
        ...watch.updates.slice(-100).map(({ header }) =>
          header.residualNorm / swarm.peers[0]!.peer.elastic.step!
        ),
      ),
      begun: watch.begun.length,
    };
  };
  const loose = held(1e9), tight = held(3);
  assertEquals(loose.dense, 0);
  assert(tight.dense > 0 && tight.dense < 1, `${tight.dense} were dense`);
  assert(loose.residual > 0.5, `${loose.residual} held back`);
  // Half of the bound, in six shares; as large as the step was when it was taken.
  assert(tight.residual < 1.2 * 0.5 * 3 / 6, `${tight.residual} held back`);
  assert(tight.begun > 0.8 * loose.begun, "residuals kept nobody waiting");
});
