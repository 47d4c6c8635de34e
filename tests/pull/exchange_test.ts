import { assert, assertEquals } from "@std/assert";
import { ChunkSet, chunksIn } from "../../src/pull/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { CHUNK, forSeeds, type Habits, Net, payloadOf } from "./virtual.ts";

/** 20 Mbit/s, in bytes a ms. */
const HOME: Habits = { uplink: 2500 };

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `peer ${i}`);

Deno.test("A swarm pulls one payload in about the time of two copies, with hardly a chunk twice", () => {
  forSeeds(5, (random) => {
    const net = new Net(10, random);
    for (const name of names(8)) net.add(name, HOME);
    net.connectAll();
    const payload = payloadOf("a", 64);
    net.offer("peer 0", payload);
    for (const name of names(8).slice(1)) net.pull(name, payload);
    const all = [...net.nodes.values()];
    const took = net.run(
      60_000,
      () => all.every(({ whole }) => whole.has("a")),
    );
    assert(all.every(({ whole }) => whole.has("a")));
    const copy = payload.length / HOME.uplink;
    // Without relaying it would be seven times a copy.
    assert(took < 2.5 * copy, `${took} ms, a copy alone takes ${copy}`);
    const received = all.reduce((sum, node) => sum + node.received, 0);
    assert(received < 1.05 * 7 * 64, `${received} chunks`);
    assert(all[0]!.sent < 3 * 64, `the publisher sent ${all[0]!.sent}`);
  });
});

Deno.test("A payload passes along a chain of peers while it is still on its way", () => {
  forSeeds(3, (random) => {
    const net = new Net(5, random);
    for (const name of names(5)) net.add(name, HOME);
    for (let i = 0; i < 4; i++) net.connect(`peer ${i}`, `peer ${i + 1}`);
    const payload = payloadOf("a", 64);
    // Those who hear of it first are far away.
    for (const name of names(5).slice(1).reverse()) net.pull(name, payload);
    net.offer("peer 0", payload);
    const last = net.nodes.get("peer 4")!;
    const took = net.run(60_000, () => last.whole.has("a"));
    assert(last.whole.has("a"));
    const copy = payload.length / HOME.uplink;
    assert(took < 2.5 * copy, `${took} ms, a copy takes ${copy}`);
    for (const node of net.nodes.values()) assertEquals(node.duplicates, 0);
  });
});

Deno.test("Several publishers at once: everybody gets everything, and links carry hardly more", () => {
  forSeeds(3, (random) => {
    const net = new Net(20, random);
    for (const name of names(6)) net.add(name, HOME);
    net.connectAll();
    for (const name of names(6)) {
      net.after(random.below(300), () => {
        const payload = payloadOf(name, 20 + random.below(20));
        net.offer(name, payload);
        for (const other of names(6)) {
          if (other !== name) net.pull(other, payload);
        }
      });
    }
    net.run(120_000);
    let needed = 0, received = 0;
    for (const node of net.nodes.values()) {
      assertEquals(node.whole.size, 6);
      received += node.received;
      needed += node.received - node.duplicates;
    }
    assert(received <= 1.1 * needed, `${received} chunks for ${needed}`);
  });
});

Deno.test("Whoever sends what is not the payload is asked for nothing more", () => {
  forSeeds(5, (random) => {
    const net = new Net(5, random);
    net.add("true", HOME);
    net.add("liar", { uplink: 25_000, lies: true });
    const asker = net.add("asker", HOME);
    net.connect("asker", "true");
    net.connect("asker", "liar");
    const payload = payloadOf("a", 30);
    net.offer("true", payload);
    net.offer("liar", payload);
    net.run(20);
    net.pull("asker", payload);
    net.run(30_000);
    assert(asker.whole.has("a"));
    assertEquals(new Set(asker.distrusted), new Set(["liar"]));
    assert(net.nodes.get("liar")!.sent <= 8);
  });
});

Deno.test("Where one stops in the middle, others bring what it was asked for", () => {
  forSeeds(5, (random) => {
    const net = new Net(5, random);
    net.add("one", HOME);
    net.add("stops", { uplink: 25_000, sendsOnly: 3 + random.below(10) });
    const asker = net.add("asker", HOME);
    net.connect("asker", "one");
    net.connect("asker", "stops");
    const payload = payloadOf("a", 60);
    net.offer("one", payload);
    net.offer("stops", payload);
    net.run(20);
    net.pull("asker", payload);
    const took = net.run(60_000, () => asker.whole.has("a"));
    assert(asker.whole.has("a"));
    assertEquals(asker.duplicates, 0);
    assert(took < 2 * payload.length / HOME.uplink, `${took} ms`);
  });
});

Deno.test("The publisher may go once a peer has all; a chunk that nobody has is given up", () => {
  forSeeds(3, (random) => {
    const net = new Net(5, random);
    for (const name of names(5)) net.add(name, HOME);
    net.connectAll();
    const payload = payloadOf("a", 40);
    net.offer("peer 0", payload);
    net.pull("peer 1", payload);
    net.run(60_000, () => net.nodes.get("peer 1")!.whole.has("a"));
    net.vanish("peer 0");
    for (const name of ["peer 2", "peer 3", "peer 4"]) net.pull(name, payload);
    net.run(net.now + 30_000);
    for (const name of ["peer 2", "peer 3", "peer 4"]) {
      assert(net.nodes.get(name)!.whole.has("a"));
    }
    net.pull("peer 2", payloadOf("nobody's", 3));
    const started = net.now;
    net.run(net.now + 60_000);
    assertEquals(net.nodes.get("peer 2")!.failed, ["nobody's"]);
    assert(net.now - started < 15_000);
  });
});

Deno.test("The fast send more than the slow, and nobody waits for the slow at the end", () => {
  forSeeds(5, (random) => {
    const net = new Net(5, random);
    net.add("fast", { uplink: 10_000 });
    net.add("slow", { uplink: 500 });
    const asker = net.add("asker", HOME);
    net.connect("asker", "fast");
    net.connect("asker", "slow");
    for (let round = 0; round < 4; round++) {
      const payload = payloadOf(`${round}`, 60);
      net.offer("fast", payload);
      net.offer("slow", payload);
      net.run(net.now + 20);
      const begun = net.now;
      net.pull("asker", payload);
      const took = net.run(begun + 60_000, () => asker.whole.has(`${round}`)) -
        begun;
      // The first time it is not known yet who is slow.
      const ideal = payload.length / 10_500;
      if (round > 0) assert(took < 1.6 * ideal, `${took} ms for ${ideal}`);
    }
    assertEquals(asker.duplicates, 0);
  });
});

Deno.test("The newest six payloads are served, whatever their size", () => {
  const net = new Net(1, new Random("shelf"));
  const { exchange } = net.add("own", { ...HOME, shelfBytes: 1 });
  for (let i = 0; i < 9; i++) exchange.offer(payloadOf(`own ${i}`, 2), i);
  const dropped = exchange.takeActions().flatMap((action) =>
    action.kind === "drop" ? action.payload : []
  );
  assertEquals(dropped, ["own 0", "own 1", "own 2"]);
});

Deno.test("Whatever neighbours say, a peer is asked for no more than it can bear, and keeps no more", () => {
  forSeeds(5, (random) => {
    const net = new Net(1, random);
    const { exchange } = net.add("own", { ...HOME, shelfBytes: 20 * CHUNK });
    exchange.connect("foe", 0);
    for (let i = 0; i < 30; i++) exchange.offer(payloadOf(`own ${i}`, 2), i);
    const dropped = exchange.takeActions().filter(({ kind }) =>
      kind === "drop"
    );
    assertEquals(dropped.length, 20);
    exchange.pull(payloadOf("wanted", 9), 50);
    let serves = 0, sends = 0;
    for (let i = 0; i < 3000; i++) {
      const payload = random.below(2) === 0
        ? `own ${random.below(40)}`
        : random.below(4) === 0
        ? "wanted"
        : `made up ${random.below(1000)}`;
      const of = 1 + random.below(20);
      const chunks = new ChunkSet(of);
      for (let k = random.below(of); k > 0; k--) chunks.add(random.below(of));
      const indices = Array.from({ length: 9 }, () => random.below(2 ** 32));
      const message = ([
        { kind: "have", payload, of, chunks },
        { kind: "have", payload, of, chunks: "all" },
        { kind: "want", payload, chunks: [0, 1, ...indices] },
        { kind: "cancel", payload, chunks: indices },
        { kind: "lack", payload },
      ] as const)[random.below(5)]!;
      exchange.hear("foe", message, 100 + i);
      if (random.below(3) === 0) {
        exchange.arrived(
          "foe",
          payload,
          random.below(12),
          random.below(9) > 0,
          i,
        );
      }
      if (random.below(9) === 0) exchange.tick(100 + i);
      const actions = exchange.takeActions();
      assert(actions.length <= 40);
      for (const action of actions) {
        if (action.kind === "serve") serves++;
        if (action.kind === "send") sends++;
      }
    }
    assert(sends < 6000);
    exchange.offer(payloadOf("fresh", 2), 4000);
    for (let i = 0; i < 500; i++) {
      const message = { kind: "want", payload: "fresh", chunks: [1] } as const;
      exchange.hear("foe", message, 4000);
    }
    serves += exchange.takeActions().filter(({ kind }) => kind === "serve")
      .length;
    assertEquals(serves, 256);
    assert(!exchange.isPulling("made up 1"));
  });
});

Deno.test("A chunk is never asked for twice while it is under way", () => {
  forSeeds(20, (random) => {
    const net = new Net(1 + random.below(50), random);
    const count = 3 + random.below(6);
    for (const name of names(count)) {
      net.add(name, { uplink: 500 + random.below(20_000) });
    }
    for (let i = 1; i < count; i++) {
      net.connect(`peer ${i}`, `peer ${random.below(i)}`);
    }
    for (let k = 0; k < count; k++) {
      const [a, b] = [random.below(count), random.below(count)];
      const isNew = a !== b &&
        !net.nodes.get(`peer ${a}`)!.neighbours.has(`peer ${b}`);
      if (isNew) net.connect(`peer ${a}`, `peer ${b}`);
    }
    const payload = payloadOf("a", 1 + random.below(50));
    net.offer("peer 0", payload);
    for (const name of names(count).slice(1)) {
      net.after(random.below(200), () => net.pull(name, payload));
    }
    net.run(300_000);
    for (const node of net.nodes.values()) {
      assert(node.whole.has("a"), `${node.name} lacks it`);
      assert(
        node.duplicates <= 0.1 * chunksIn(payload) + 1,
        `${node.duplicates} of ${chunksIn(payload)} chunks came twice`,
      );
    }
  });
});
