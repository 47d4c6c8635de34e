import { assert } from "@std/assert";
import { useBackend } from "../../src/training/tfjs/backend.ts";
import { tf } from "../../src/training/mod.ts";
import { normals } from "./helpers.ts";

Deno.test("matMul() on wasm equals cpu for all transposes, batches and sizes", async () => {
  const shapes: [number[], number[], number[]][] = [
    [[], [], [3, 4, 5]],
    [[], [], [33, 70, 17]],
    [[1], [1], [20, 30, 40]],
    [[3], [3], [20, 30, 10]],
    [[1], [3], [20, 30, 10]],
    [[2, 3], [2, 3], [4, 50, 30]],
    [[], [], [1, 100, 100]],
  ];
  const cases = shapes.flatMap(([batchA, batchB, [m, k, n]]) =>
    [0, 1, 2, 3].map((t) => {
      const [tA, tB] = [(t & 1) > 0, (t & 2) > 0];
      const shapeA = [...batchA, ...(tA ? [k!, m!] : [m!, k!])];
      const shapeB = [...batchB, ...(tB ? [n!, k!] : [k!, n!])];
      return { tA, tB, shapeA, shapeB };
    })
  );
  const run = (name: "wasm" | "cpu") =>
    useBackend(name).then(() =>
      cases.flatMap(({ tA, tB, shapeA, shapeB }) => {
        const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
        const a = tf.tensor(normals(size(shapeA), "a"), shapeA);
        const b = tf.tensor(normals(size(shapeB), "b"), shapeB);
        const fused = shapeA.length === 2 && shapeB.length === 2;
        const values = tf.tidy(() =>
          [
            tf.matMul(a, b, tA, tB).dataSync(),
            ...fused
              ? [
                tf.fused.matMul({
                  a: a as tf.Tensor2D,
                  b: b as tf.Tensor2D,
                  transposeA: tA,
                  transposeB: tB,
                  activation: "relu",
                }).dataSync(),
              ]
              : [],
          ] as unknown as tf.Tensor[]
        );
        tf.dispose([a, b]);
        return values as unknown as Float32Array[];
      })
    );
  const expected = await run("cpu");
  const actual = await run("wasm");
  actual.forEach((values, c) =>
    values.forEach((v, i) => assert(Math.abs(v - expected[c]![i]!) < 1e-4))
  );
});
