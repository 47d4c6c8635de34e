import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { PeerInput } from "../../src/peer/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { snapshotFrames } from "../../src/replica/mod.ts";
import type {
  Observer,
  Problem,
  Simulation,
  UnitGradient,
  VirtualPeer,
} from "../../src/simulation/mod.ts";
import { assertAgreement, eventsOf } from "../peer/assertions.ts";
import { Logbook } from "../peer/logbook.ts";
import { swarmOf, type SwarmOptions } from "../peer/swarm.ts";

const { test } = Deno;

/** Coordinates of the model: some 1.2 MB, in five chunks. */
const LENGTH = 300_000;

/** Bytes a millisecond that each peer can send: a snapshot takes more than a second. */
const BANDWIDTH = 1000;

/** Counts what comes to each peer of snapshots' values. */
class Received implements Observer {
  readonly #bytes = new Map<VirtualPeer, number>();

  handled(peer: VirtualPeer, input: PeerInput): void {
    if (input.kind !== "transfer" || input.frame.kind !== "values") return;
    const { packed } = input.frame.chunk;
    this.#bytes.set(peer, this.of(peer) + packed.length);
  }

  of(peer: VirtualPeer): number {
    return this.#bytes.get(peer) ?? 0;
  }
}

/** A model that is large, and whose gradients touch little of it. */
function largeProblem(): Problem {
  const random = new Random("large");
  return {
    name: "large",
    layout: { trainable: LENGTH, state: 0 },
    units: 64,
    start: Float64Array.from({ length: LENGTH }, () => 0.1 * random.normal()),
    gradient(unit): UnitGradient {
      const gradient = new Float32Array(LENGTH);
      for (let j = unit; j < LENGTH; j += 6400) gradient[j] = 1e-3 * (1 + unit);
      return { gradient, state: new Float32Array(0), loss: 1 };
    },
  };
}

function snapshotBytes({ replica }: VirtualPeer): number {
  const frames = [...snapshotFrames(replica.snapshot())];
  return frames.reduce((sum, { length }) => sum + length, 0);
}

interface Story {
  swarm: Simulation;
  joiner: VirtualPeer;
  received: Received;
  /** The peer that the joiner fetches the model from now. */
  source: () => VirtualPeer;
}

/** A swarm that has forgotten its first updates, and a joiner. */
function story(options: Partial<SwarmOptions> = {}): Story {
  const received = new Received();
  const swarm = swarmOf({
    peers: 3,
    variant: "k-async",
    k: 2,
    epochs: 5,
    problem: largeProblem(),
    codec: { kind: "top-k", fraction: 2e-4 },
    compute: { name: "constant", mean: 40, sample: () => 40 },
    retainBytes: 4000,
    network: { bandwidth: BANDWIDTH },
    observers: [new Logbook(), received],
    ...options,
  });
  swarm.runSync({ ms: 800 });
  const joiner = swarm.add();
  const source = () => {
    const { peer } = eventsOf(joiner, "fetching").at(-1)!;
    return swarm.find(peer);
  };
  return { swarm, joiner, received, source };
}

/** Goes on until the joiner has so much of the model. */
function untilPart({ swarm, joiner }: Story, part: number): void {
  swarm.runUntil(
    () =>
      eventsOf(joiner, "fetching").some(({ bytes, of }) => bytes > part * of),
    60_000,
  );
}

function finish({ swarm, joiner }: Story): void {
  swarm.runSync({ ms: 120_000 });
  assertAgreement(swarm.peers.filter(({ alive }) => alive));
  assertEquals(eventsOf(joiner, "joined").length, 1);
}

test("a model is fetched while its source trains on: once, and told as it comes", () => {
  const told = story();
  const { swarm, joiner, received } = told;
  untilPart(told, 0.1);
  const before = swarm.peers[0]!.replica.units;
  untilPart(told, 0.99);
  assert(swarm.peers[0]!.replica.units > before + 10, "nobody trained on");
  const whole = snapshotBytes(swarm.peers[0]!);
  finish(told);
  const bytes = received.of(joiner);
  assert(bytes < 1.05 * whole, `${bytes} bytes for a model of ${whole}`);
  const fetching = eventsOf(joiner, "fetching");
  assert(fetching.length >= 5 && fetching.length <= 20, `${fetching.length}`);
  for (const [i, { bytes, of }] of fetching.entries()) {
    assert(i === 0 || bytes > fetching[i - 1]!.bytes);
    assert(Math.abs(of - whole) < 0.1 * whole, `${of} of ${whole}`);
  }
  assertEquals(eventsOf(joiner, "warning"), []);
});

test("a source that dies in the middle leaves a half: the rest comes from another, at the same clock", () => {
  const told = story();
  const { swarm, joiner, received, source } = told;
  untilPart(told, 0.5);
  const first = source();
  const whole = snapshotBytes(first);
  swarm.crash(first);
  finish(told);
  const bytes = received.of(joiner);
  assert(bytes < 1.3 * whole, `${bytes} bytes for a model of ${whole}`);
  const sources = new Set(eventsOf(joiner, "fetching").map(({ peer }) => peer));
  assertEquals(sources.size, 2);
});

test("a source that falls silent in the middle is given up, though its connection stays", () => {
  const told = story({
    // What no network tells, the peer has to find out.
    network: { bandwidth: BANDWIDTH, requestTimeout: 1e9 },
    // The others do not wait for it, and shall not be done before the joiner is in.
    epochs: 20,
  });
  const { swarm, joiner, received, source } = told;
  untilPart(told, 0.5);
  const first = source();
  const whole = snapshotBytes(first);
  swarm.freeze(first);
  swarm.runUntil(() => joiner.peer.phase === "training", 60_000);
  const warning = eventsOf(joiner, "warning").map(({ text }) => text).join();
  assertStringIncludes(warning, "has sent nothing of its answer");
  const bytes = received.of(joiner);
  assert(bytes < 1.3 * whole, `${bytes} bytes for a model of ${whole}`);
  swarm.thaw(first);
  finish(told);
});

test("a model that is not what was signed is refused, and asked of somebody else", () => {
  const told = story();
  const { swarm, joiner } = told;
  let liar: VirtualPeer | undefined;
  let lies = 0;
  for (const virtual of swarm.peers.slice(0, 3)) {
    const { peer } = virtual;
    const serve = peer.serve.bind(peer);
    peer.serve = function* (request) {
      for (const frame of serve(request)) {
        const changed = new Uint8Array(frame);
        if (frame[0] === 6 && (liar ??= virtual) === virtual) {
          changed[100]! ^= 1;
          lies++;
        }
        yield changed;
      }
    };
  }
  finish(told);
  const refusals = eventsOf(joiner, "warning").map(({ text }) => text);
  assertEquals(refusals.length, 1, refusals.join());
  assertStringIncludes(refusals[0]!, "not the sum that its publishers signed");
  assertStringIncludes(refusals[0]!, liar!.peer.publicKey.slice(0, 8));
  assertEquals(lies, 5, "it was asked again");
});
