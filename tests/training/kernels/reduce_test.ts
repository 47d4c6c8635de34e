import { assertClose, Draw, tf } from "./reference.ts";

Deno.test("sum() and mean() over neighbouring axes are what they say", () => {
  const draw = new Draw("reduce");
  for (const inner of [1, 2, 7, 8, 19]) {
    for (const n of [1, 3, 16, 50, 300]) {
      const x = draw.tensor([3, n, inner]);
      const values = x.dataSync();
      const expected = new Float64Array(3 * inner);
      values.forEach((v: number, i: number) => {
        const o = Math.floor(i / (n * inner));
        expected[o * inner + i % inner]! += v;
      });
      const sum = tf.sum(x, 1), mean = tf.mean(x, [1]);
      assertClose(sum.dataSync(), expected, `sum ${n} ${inner}`);
      assertClose(mean.dataSync(), expected.map((v) => v / n), "mean");
      const all = tf.sum(x);
      assertClose(
        all.dataSync(),
        [expected.reduce((a, b) => a + b)],
        "everything",
      );
      tf.dispose([x, sum, mean, all]);
    }
  }
});

Deno.test("The gradient of tile() sums the repetitions", () => {
  const draw = new Draw("tile");
  const x = draw.tensor([2, 3, 4]);
  const dy = draw.tensor([6, 3, 8]);
  const gradient = tf.grad((x) => tf.sum(tf.mul(dy, tf.tile(x, [3, 1, 2]))))(x);
  const d = dy.dataSync();
  const expected = new Float64Array(24);
  for (let i = 0; i < 144; i++) {
    const a = Math.floor(i / 24) % 2, b = Math.floor(i / 8) % 3, c = i % 4;
    expected[(a * 3 + b) * 4 + c]! += d[i]!;
  }
  assertClose(gradient.dataSync(), expected, "tile");
  tf.dispose([x, dy, gradient]);
});
