import { assertThrows } from "@std/assert";
import { assertClose, Draw, tf } from "./reference.ts";

/** One product of matrices at places of larger arrays, by definition. */
function product(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [m, k, n]: [number, number, number],
  [atA, atB]: [number, number],
  [tA, tB]: [boolean, boolean],
): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const x = a[atA + (tA ? p * m + i : i * k + p)]!;
      for (let j = 0; j < n; j++) {
        c[i * n + j]! += x * b[atB + (tB ? j * k + p : p * n + j)]!;
      }
    }
  }
  return c;
}

const TRANSPOSITIONS = [0, 1, 2, 3].map((t) =>
  [(t & 1) > 0, (t & 2) > 0] as [boolean, boolean]
);

Deno.test("matMul() is what its definition says in all transpositions", () => {
  const draw = new Draw("mat mul");
  const edges = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33];
  for (let round = 0; round < 60; round++) {
    const size = [
      draw.one(...edges),
      draw.one(...edges, 255, 257, 600),
      draw.one(...edges),
    ] as [number, number, number];
    const [m, k, n] = size;
    for (const [tA, tB] of TRANSPOSITIONS) {
      const a = draw.tensor(tA ? [k, m] : [m, k]);
      const b = draw.tensor(tB ? [n, k] : [k, n]);
      const c = tf.matMul(a, b, tA, tB);
      const expected = product(
        a.dataSync(),
        b.dataSync(),
        size,
        [0, 0],
        [tA, tB],
      );
      assertClose(c.dataSync(), expected, `${size} ${tA} ${tB}`);
      tf.dispose([a, b, c]);
    }
  }
});

Deno.test("matMul() broadcasts batches", () => {
  const draw = new Draw("batches");
  const batches: [number[], number[], number[]][] = [
    [[3], [3], [0, 0, 1, 1, 2, 2]],
    [[1], [3], [0, 0, 0, 1, 0, 2]],
    [[2], [], [0, 0, 1, 0]],
    [[2, 1], [2], [0, 0, 0, 1, 1, 0, 1, 1]],
    [[2, 2], [2, 1], [0, 0, 1, 0, 2, 1, 3, 1]],
  ];
  const size: [number, number, number] = [5, 6, 9];
  const [m, k, n] = size;
  for (const [batchA, batchB, places] of batches) {
    for (const [tA, tB] of TRANSPOSITIONS) {
      const a = draw.tensor([...batchA, ...(tA ? [k, m] : [m, k])]);
      const b = draw.tensor([...batchB, ...(tB ? [n, k] : [k, n])]);
      const c = tf.matMul(a, b, tA, tB);
      const expected: number[] = [];
      for (let p = 0; p < places.length; p += 2) {
        const at: [number, number] = [
          places[p]! * m * k,
          places[p + 1]! * k * n,
        ];
        expected.push(
          ...product(a.dataSync(), b.dataSync(), size, at, [tA, tB]),
        );
      }
      assertClose(c.dataSync(), expected, `${batchA} x ${batchB} ${tA} ${tB}`);
      tf.dispose([a, b, c]);
    }
  }
});

Deno.test("matMul() of nothing is zero, and of mismatched matrices refused", () => {
  const nothing = tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 4]));
  assertClose(nothing.dataSync(), new Float32Array(12), "nothing");
  assertThrows(() => tf.matMul(tf.zeros([3, 2]), tf.zeros([3, 4])));
  nothing.dispose();
});

Deno.test("fused.matMul() adds its bias and applies its activation", () => {
  const draw = new Draw("fused");
  for (const [m, k, n] of [[1, 20, 5], [9, 300, 13], [4, 7, 16]] as const) {
    const a = draw.tensor([m, k]) as tf.Tensor2D;
    const b = draw.tensor([k, n]) as tf.Tensor2D;
    const bias = draw.tensor([n]);
    for (const activation of ["linear", "relu", "elu", "sigmoid"] as const) {
      const fused = tf.fused.matMul({ a, b, bias, activation });
      const parts = tf.tidy(() => {
        const sum = tf.add(tf.matMul(a, b), bias);
        return activation === "linear" ? sum : tf[activation](sum);
      });
      assertClose(fused.dataSync(), parts.dataSync(), activation);
      tf.dispose([fused, parts]);
    }
    tf.dispose([a, b, bias]);
  }
});
