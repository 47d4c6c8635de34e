import { assertEquals, assertThrows } from "@std/assert";
import { Draw, tf } from "./reference.ts";

/** Place of each value of the result in x, by definition. */
function places(shape: number[], perm: number[]): number[] {
  const strides = shape.map((_, d) =>
    shape.slice(d + 1).reduce((a, b) => a * b, 1)
  );
  return perm.reduce<number[]>(
    (at, d) =>
      at.flatMap((p) =>
        Array.from({ length: shape[d]! }, (_, i) => p + i * strides[d]!)
      ),
    [0],
  );
}

Deno.test("transpose() moves every value to its place", () => {
  const draw = new Draw("transpose");
  for (let round = 0; round < 150; round++) {
    const rank = draw.whole(1, 6);
    const shape = Array.from({ length: rank }, () => draw.whole(1, 6));
    const perm = shape.map((_, d) => d);
    for (let d = rank - 1; d > 0; d--) {
      const other = draw.whole(0, d);
      [perm[d], perm[other]] = [perm[other]!, perm[d]!];
    }
    const x = draw.tensor(shape);
    const y = tf.transpose(x, perm);
    const values = x.dataSync();
    assertEquals(y.shape, perm.map((d) => shape[d]!));
    assertEquals(
      Array.from(y.dataSync()),
      places(shape, perm).map((p) => values[p]!),
    );
    tf.dispose([x, y]);
  }
});

Deno.test("unstack() and gather() take out what they are asked for", () => {
  const draw = new Draw("unstack");
  const shape = [3, 4, 5, 6];
  const x = draw.tensor(shape);
  for (const axis of [0, 1, 2, 3]) {
    const parts = tf.unstack(x, axis);
    assertEquals(parts.length, shape[axis]);
    const whole = tf.stack(parts, axis);
    assertEquals(whole.dataSync(), x.dataSync());
    const indices = tf.tensor1d([2, 0, 2], "int32");
    const gathered = tf.gather(x, indices, axis);
    const expected = tf.stack([parts[2]!, parts[0]!, parts[2]!], axis);
    assertEquals(gathered.shape, expected.shape);
    assertEquals(gathered.dataSync(), expected.dataSync());
    tf.dispose([...parts, whole, indices, gathered, expected]);
  }
  const beyond = tf.tensor1d([6], "int32");
  assertThrows(() => tf.gather(x, beyond, 3), Error, "index 6 of 6");
  tf.dispose([x, beyond]);
});

Deno.test("clone() stays when its original is disposed of", () => {
  const x = tf.tensor1d([1, 2, 3]);
  const y = tf.clone(x);
  x.dispose();
  tf.zeros([3]).dispose();
  assertEquals(Array.from(y.dataSync()), [1, 2, 3]);
  y.dispose();
});
