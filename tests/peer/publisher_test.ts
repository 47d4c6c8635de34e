import { assert, assertEquals } from "@std/assert";
import { createCodec } from "../../src/compression/mod.ts";
import { adam, createOptimizer } from "../../src/optimizers/mod.ts";
import type { Gradient, PeerConfig } from "../../src/peer/mod.ts";
import { Publisher } from "../../src/peer/publisher.ts";
import { Random } from "../../src/random/mod.ts";
import { LAYOUT, newReplica, signer } from "../replica/helpers.ts";

const N = LAYOUT.trainable, M = LAYOUT.state;

function publisher(restored?: PeerConfig["restored"]): Publisher {
  return new Publisher({
    replica: newReplica(),
    signer: signer(0),
    incarnation: 1,
    variant: "k-async",
    k: 1,
    units: 10,
    ownData: false,
    epochs: 1,
    validates: false,
    waitFor: 1,
    seed: 1,
    optimizer: createOptimizer(adam({ learningRate: 0.01 })),
    codec: createCodec({ kind: "top-k", fraction: 0.1, values: "float32" }),
    ...(restored === undefined ? {} : { restored }),
  });
}

Deno.test("A publisher that is given its memory back forms what it would have formed, to the last bit", () => {
  const random = new Random("publisher");
  const view = new Float32Array(N + M);
  const turn = {
    round: 0,
    epoch: 0,
    units: [0],
    weight: 0.5,
    clockDigest: new Uint8Array(8),
    entries: [],
    signs: new Uint8Array(),
  };
  const gradients = Array.from({ length: 6 }, () => ({
    gradient: Float32Array.from({ length: N }, () => random.normal()),
    state: new Float32Array(M),
    loss: 1,
    computeMs: 1,
  }));
  const whole = publisher();
  const form = (of: Publisher, gradient: Gradient) => {
    of.block.take(gradient, { view, progress: 0 });
    return of.form(turn);
  };
  for (const gradient of gradients.slice(0, 5)) form(whole, gradient);
  const { optimizer, residual } = structuredClone(whole.memory);
  assert(whole.residualNorm > 0 && optimizer.count === 5);
  const again = publisher({ optimizer, residual });
  // A sum of squares in another order.
  assert(Math.abs(again.residualNorm / whole.residualNorm - 1) < 1e-12);
  const { payload } = form(whole, gradients[5]!);
  assertEquals(form(again, gradients[5]!).payload, payload);
  assertEquals(again.memory, whole.memory);
});
