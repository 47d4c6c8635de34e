import { assert, assertEquals } from "@std/assert";
import type { Peer, PeerAction, PeerInput } from "../../src/peer/mod.ts";
import { Random } from "../../src/random/mod.ts";
import {
  type Announcement,
  announcementOf,
  encodeUpdate,
  type Frame,
  type Replica,
  type Update,
} from "../../src/replica/mod.ts";
import { PeerFactory } from "../../src/simulation/peer_factory.ts";
import { createSignatures } from "../../src/simulation/signatures.ts";
import { forge } from "./forge.ts";
import { leastSquares } from "./problem.ts";

const { test } = Deno;

/** Milliseconds of one of these gradients. */
const COMPUTE = 10;

/** A few peers whose messages a test carries itself. */
class Bench {
  readonly peers: readonly Peer[];
  readonly replicas: readonly Replica[];
  /** What each has wanted. */
  readonly actions: PeerAction[][];
  now = 0;
  readonly #problem = leastSquares(64);
  readonly #said = new Set<PeerAction>();

  constructor(peers: number, quorum: number | "all") {
    const factory = new PeerFactory({
      seed: 1,
      peers,
      problem: this.#problem,
      variant: "k-sync",
      k: quorum,
      epochs: 100,
    });
    const made = Array.from(
      { length: peers },
      (_, index) => factory.create({ index, incarnation: 1, waitFor: peers }),
    );
    this.peers = made.map(({ peer }) => peer);
    this.replicas = made.map(({ replica }) => replica);
    this.actions = made.map(() => []);
    for (let i = 0; i < peers; i++) {
      for (let j = 0; j < peers; j++) {
        if (i === j) continue;
        const { publicKey } = this.peers[j]!;
        this.input(i, { kind: "connected", publicKey });
      }
    }
    for (let i = 0; i < peers; i++) this.input(i, { kind: "start" });
    this.spread();
  }

  input(to: number, input: PeerInput): PeerAction[] {
    const actions = this.peers[to]!.handle(input, this.now);
    this.actions[to]!.push(...actions);
    return actions;
  }

  hear(to: number, frame: Frame, relayed = false): PeerAction[] {
    return this.input(to, { kind: "frame", frame, relayed });
  }

  announce(to: number, update: Update | Announcement): PeerAction[] {
    const announcement = "chunks" in update ? update : announcementOf(update);
    return this.hear(to, { kind: "announcement", announcement });
  }

  /** Carries all statuses that were spoken since; updates are left to the test. */
  spread(): void {
    for (let again = true; again;) {
      again = false;
      for (const [from, actions] of this.actions.entries()) {
        for (const action of actions) {
          if (action.kind !== "publish" || action.type !== "status") continue;
          if (this.#said.has(action)) continue;
          this.#said.add(action);
          again = true;
          for (const to of this.peers.keys()) {
            if (to !== from) this.hear(to, action.content);
          }
        }
      }
    }
  }

  /** A peer's gradient is done: its update, which nobody else has heard of. */
  publish(from: number): Update {
    this.now += COMPUTE;
    const compute = this.last(from, "compute");
    const { job, unit, view, seed } = compute;
    const { gradient, state, loss } = this.#problem.gradient(
      unit,
      view,
      seed,
    ) as { gradient: Float32Array; state: Float32Array; loss: number };
    const actions = this.input(from, {
      kind: "gradient",
      job,
      gradient: { gradient, state, loss, computeMs: COMPUTE },
    });
    for (const action of actions) {
      if (action.kind === "publish" && action.content.kind === "update") {
        return action.content.update;
      }
    }
    throw new Error("Nothing was published");
  }

  last<K extends PeerAction["kind"]>(of: number, kind: K) {
    const found = this.actions[of]!.findLast((action) => action.kind === kind);
    assert(found !== undefined, `Peer ${of} has not asked for ${kind}`);
    return found as Extract<PeerAction, { kind: K }>;
  }

  count(of: number, kind: PeerAction["kind"]): number {
    return this.actions[of]!.filter((action) => action.kind === kind).length;
  }

  /** Time passes; a peer is woken whenever it wants to be. */
  pass(to: number, ms: number): PeerAction[] {
    const end = this.now + ms;
    const actions: PeerAction[] = [];
    for (;;) {
      const { at } = this.last(to, "wake");
      if (at > end) break;
      this.now = Math.max(this.now, at);
      actions.push(...this.input(to, { kind: "tick" }));
      if (this.last(to, "wake").at <= at) break;
    }
    this.now = end;
    return actions;
  }
}

function kinds(actions: readonly PeerAction[]): string[] {
  return actions.map(({ kind }) => kind).filter((kind) =>
    kind === "pull" || kind === "stop-pull" || kind === "catch-up"
  );
}

test("A payload that was announced is asked for once, and counts when it has come", () => {
  const bench = new Bench(3, 2);
  const update = bench.publish(0), own = bench.publish(1);
  const { round } = bench.peers[1]!.figures();
  assertEquals(kinds(bench.announce(1, update)), ["pull"]);
  assertEquals(bench.last(1, "pull").announcement.hash, update.hash);
  assertEquals(kinds(bench.announce(1, update)), []);
  // Two have published, as it knows, and it has folded its own alone.
  assertEquals(bench.peers[1]!.figures().round, round);
  assertEquals(bench.replicas[1]!.clock.count(update.feed), 0);
  bench.hear(1, { kind: "update", update });
  assertEquals(bench.peers[1]!.figures().round, round + 1);
  assertEquals(bench.replicas[1]!.clock.count(update.feed), 1);
  assertEquals(bench.replicas[1]!.clock.count(own.feed), 1);
  // What is here is not asked for.
  assertEquals(kinds(bench.announce(1, update)), []);
});

test("An announcement is word of its publisher, and the payload that follows is none", () => {
  const bench = new Bench(2, 2);
  const [first] = bench.peers[1]!.swarm.members.all();
  const { silence } = first!;
  const update = bench.publish(0);
  bench.announce(1, update);
  assertEquals(silence.silentFor(bench.now), 0);
  assertEquals(first!.seq, 1);
  const missing = bench.peers[1]!.elastic.missingOf(first!);
  assertEquals(missing, update.header.norm);
  bench.now += 500;
  bench.hear(1, { kind: "update", update });
  assertEquals(silence.silentFor(bench.now), 500);
  assertEquals(bench.peers[1]!.elastic.missingOf(first!), 0);
});

test("What nobody has signed is neither asked for nor remembered", () => {
  const bench = new Bench(2, 2);
  const update = bench.publish(0);
  const announcement = announcementOf(update);
  const headerBytes = announcement.headerBytes.slice();
  headerBytes[headerBytes.length - 1]! ^= 1;
  const signer = createSignatures("real").signer(7);
  // Of another swarm.
  const stranger = encodeUpdate(
    update.header,
    update.payload,
    signer,
    new Uint8Array(32),
  );
  const actions = [
    ...bench.announce(1, { ...announcement, headerBytes }),
    ...bench.announce(1, stranger),
  ];
  assertEquals(kinds(actions), []);
  assertEquals(bench.peers[1]!.swarm.members.size, 1);
  assertEquals(kinds(bench.announce(1, update)), ["pull"]);
});

test("While a payload is on its way nobody else is asked for it; when its pull has failed somebody is at once", () => {
  const bench = new Bench(2, 2);
  const update = bench.publish(0);
  bench.announce(1, update);
  bench.spread();
  // Statuses name the update, too.
  const actions: PeerAction[] = [];
  for (let i = 0; i < 20; i++) {
    actions.push(...bench.pass(1, 100));
    bench.pass(0, 0);
    bench.spread();
  }
  assertEquals(kinds(actions), []);
  const { feed, header: { seq } } = update;
  const after = bench.input(1, { kind: "pull-failed", feed, seq });
  assertEquals(kinds(after), ["catch-up"]);
  // And what comes that way is folded.
  bench.hear(1, { kind: "update", update }, true);
  bench.input(1, { kind: "caught-up", publicKey: bench.peers[0]!.publicKey });
  assertEquals(bench.replicas[1]!.clock.count(feed), 1);
});

test("A pull that failed is nothing to whoever has what it was to bring", () => {
  const bench = new Bench(2, 2);
  const update = bench.publish(0);
  bench.announce(1, update);
  // Somebody's answer brings it meanwhile.
  const actions = bench.hear(1, { kind: "update", update }, true);
  assertEquals(kinds(actions), ["stop-pull"]);
  const { feed, header: { seq } } = update;
  assertEquals(kinds(bench.input(1, { kind: "pull-failed", feed, seq })), []);
  assertEquals(bench.count(1, "catch-up"), 0);
});

test("A pull of which nothing is heard for much longer than pulls take is given up", () => {
  const bench = new Bench(2, 2);
  const first = bench.publish(0);
  bench.announce(1, first);
  bench.now += 40;
  bench.hear(1, { kind: "update", update: first });
  bench.hear(0, { kind: "update", update: bench.publish(1) });
  const second = bench.publish(0);
  bench.announce(1, second);
  const before = bench.pass(1, 300);
  assertEquals(kinds(before), []);
  assertEquals(kinds(bench.pass(1, 100)), ["stop-pull", "catch-up"]);
});

test("Of payloads that never come so many are asked for and no more", () => {
  const bench = new Bench(2, 2);
  const update = bench.publish(0);
  const forged = forge(update, {
    replica: bench.replicas[0]!,
    signer: createSignatures("real").signer(0),
    random: new Random("forged"),
    length: 200,
  });
  for (const update of forged) bench.announce(1, update);
  assertEquals(bench.count(1, "pull"), 64);
});

test("Two announcements with one number show a fork before any payload has come", () => {
  const bench = new Bench(2, 2);
  const update = bench.publish(0);
  const options = {
    replica: bench.replicas[0]!,
    signer: createSignatures("real").signer(0),
    length: 1,
  };
  const [one] = forge(update, { ...options, random: new Random("one") });
  const [two] = forge(update, { ...options, random: new Random("two") });
  bench.hear(1, { kind: "update", update });
  bench.announce(1, one!);
  const actions = bench.announce(1, two!);
  assertEquals(kinds(actions), []);
  assertEquals(bench.replicas[1]!.feed(update.feed)!.ended!.seq, 2);
  assert(
    actions.some((action) =>
      action.kind === "publish" && action.type === "evidence"
    ),
  );
});
