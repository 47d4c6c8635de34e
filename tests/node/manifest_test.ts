import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { momentum } from "../../src/optimizers/mod.ts";
import { manifestDifferences } from "../../src/network/manifest_differences.ts";
import { manifestOf, rulesOf } from "../../src/node/manifest.ts";
import { hashOf, manifestHash, toHex } from "../../src/replica/mod.ts";
import type { TaskInfo } from "../../src/training/training_worker.ts";

const info: TaskInfo = {
  name: "test",
  version: "1",
  seed: 1,
  layout: { trainable: 3, state: 2 },
  parameters: [],
  x0: Float64Array.of(1, 2, 3, 4, 5),
  frozenHash: "00",
  dataHashes: { train: "aa".repeat(32), validation: null },
  topology: "{}",
  unit: 8,
  units: 10,
  examples: 80,
  epochs: 2,
  optimizer: momentum({ learningRate: 0.1 }),
  loss: "meanSquaredError",
  metrics: [],
  ownData: false,
  hasValidation: false,
  backend: "wasm",
  decayMask: Uint8Array.of(1, 1, 1),
};
const choices = {
  variant: "k-sync",
  codec: { kind: "float32" },
  ordering: "random",
} as const;

/** How the hash of a model's shape begins. */
function short({ topology }: TaskInfo): string {
  return toHex(hashOf(topology)).slice(0, 12);
}

function hash(change: Partial<TaskInfo>): string {
  return toHex(manifestHash(manifestOf({ ...info, ...change }, choices)));
}

Deno.test("manifestOf() does not hold the backend: peers of any backend train together", () => {
  assertEquals(hash({ backend: "cpu" }), hash({}));
});

Deno.test("manifestOf() changes with all that peers must agree on", () => {
  const changes: Partial<TaskInfo>[] = [
    { version: "2" },
    { seed: 2 },
    { x0: Float64Array.of(1, 2, 3, 4, 6) },
    { topology: '{"a":1}' },
    { frozenHash: "01" },
    { dataHashes: { train: "bb".repeat(32), validation: null } },
    { dataHashes: { train: "aa".repeat(32), validation: "bb".repeat(32) } },
    { unit: 4 },
    { units: 11 },
    { epochs: 3 },
    { patience: 1 },
    { optimizer: momentum({ learningRate: 0.2 }) },
    { loss: "other" },
  ];
  for (const change of changes) {
    assertNotEquals(hash(change), hash({}), JSON.stringify(change));
  }
});

Deno.test("manifestOf() names the line that differs", () => {
  const other = { ...info, optimizer: momentum({ learningRate: 0.2 }) };
  assertEquals(
    manifestDifferences({ ...manifestOf(info, choices) }, {
      ...manifestOf(other, choices),
    }),
    ["optimizer.learningRate: 0.1 here, 0.2 there"],
  );
});

Deno.test("manifestOf() of other data names what a person can act on first, then hashes as short as can be compared by word of mouth", () => {
  const other = {
    ...info,
    topology: '{"a":1}',
    optimizer: momentum({ learningRate: 0.2 }),
    dataHashes: { train: "bb".repeat(32), validation: "cc".repeat(32) },
  };
  assertEquals(
    manifestDifferences({ ...manifestOf(info, choices) }, {
      ...manifestOf(other, choices),
    }),
    [
      "optimizer.learningRate: 0.1 here, 0.2 there",
      "data.train: aaaaaaaaaaaa here, bbbbbbbbbbbb there",
      "data.validation: absent here, cccccccccccc there",
      `model.topology: ${short(info)} here, ${short(other)} there`,
    ],
  );
});

Deno.test("manifestOf() with own data leaves the data and the number of units to each peer", () => {
  const own = { ownData: true };
  const others = { train: "bb".repeat(32), validation: null };
  assertEquals(
    hash({ ...own, units: 5 }),
    hash({ ...own, units: 7, dataHashes: others }),
  );
});

Deno.test("rulesOf() admits payloads of the codec's length and the state's", () => {
  const rules = rulesOf(manifestOf(info, choices), info, [choices.codec]);
  assertEquals(rules.maxPayloadLength, 3 * 4 + 2 * 4);
  assertEquals(rules.codecs.length, 1);
});

Deno.test("manifestOf() names the denser codec that an elastic bound admits, and nothing where there is none", () => {
  const codec = { kind: "top-k", fraction: 0.01 } as const;
  const sparse = manifestOf(info, { ...choices, codec });
  const flush = { kind: "int8" } as const;
  const bounded = manifestOf(info, { ...choices, codec, flush });
  assertEquals("flush" in sparse, false);
  assertEquals(bounded.flush, {
    kind: "int8",
    block: 256,
    errorFeedback: true,
    residualDecay: 1,
    residualBound: 32,
  });
  const rules = rulesOf(bounded, info, [codec, flush]);
  const { trainable, state } = info.layout;
  const most = 1 + Math.ceil(trainable / 256) + trainable + 4 * state;
  assert(rules.maxPayloadLength >= most);
  assertEquals(rules.codecs.length, 2);
});
