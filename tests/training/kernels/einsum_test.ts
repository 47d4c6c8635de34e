import { assertThrows } from "@std/assert";
import { assertClose, Draw, tf } from "./reference.ts";

const SIZES: Record<string, number> = { a: 2, b: 3, c: 4, d: 5, e: 6 };

const EQUATIONS = [
  "ab,bc->ac",
  "ab,bc->ca",
  "abc,abd->acd",
  "abcd,aecd->acbe",
  "ab,cd->abcd",
  "ab,ab->",
  "ab->ba",
  "abc->b",
  "abc,b->ac",
  "ab,cb->b",
  "abc->abc",
];

/** Sum over all labels of the product, by definition. */
function byDefinition(equation: string, tensors: tf.Tensor[]): Float64Array {
  const [left, result] = equation.split("->") as [string, string];
  const operands = left.split(",");
  const labels = [...new Set(left.replace(",", ""))];
  const index = (of: string, at: Map<string, number>) =>
    [...of].reduce((i, l) => i * SIZES[l]! + at.get(l)!, 0);
  const size = (of: string) => [...of].reduce((n, l) => n * SIZES[l]!, 1);
  const out = new Float64Array(size(result));
  const values = tensors.map((t) => t.dataSync());
  for (let i = 0; i < size(labels.join("")); i++) {
    const at = new Map<string, number>();
    let rest = i;
    for (const label of labels) {
      at.set(label, rest % SIZES[label]!);
      rest = Math.floor(rest / SIZES[label]!);
    }
    out[index(result, at)]! += operands.reduce(
      (product, o, j) => product * values[j]![index(o, at)]!,
      1,
    );
  }
  return out;
}

Deno.test("einsum() and its gradient are what their definition says", () => {
  const draw = new Draw("einsum");
  for (const equation of EQUATIONS) {
    const [left, result] = equation.split("->") as [string, string];
    const shape = (of: string) => [...of].map((l) => SIZES[l]!);
    const tensors = left.split(",").map((o) => draw.tensor(shape(o)));
    const out = tf.einsum(equation, ...tensors);
    assertClose(out.dataSync(), byDefinition(equation, tensors), equation);
    const dy = draw.tensor(shape(result));
    const gradients = tf.grads((...x: tf.Tensor[]) =>
      tf.sum(tf.mul(dy, tf.einsum(equation, ...x)))
    )(tensors);
    gradients.forEach((gradient, i) => {
      const moved = tensors.map((t, j) => j === i ? draw.tensor(t.shape) : t);
      // Linear in each operand: the directional derivative is exact.
      const along = byDefinition(equation, moved);
      const d = dy.dataSync(), m = moved[i]!.dataSync();
      const expected = along.reduce((s, v, p) => s + v * d[p]!, 0);
      const g = gradient.dataSync();
      let actual = 0;
      for (let p = 0; p < g.length; p++) actual += m[p]! * g[p]!;
      const size = Math.max(1, Math.abs(expected));
      assertClose([actual / size], [expected / size], `${equation} by ${i}`);
      if (moved[i] !== tensors[i]) moved[i]!.dispose();
    });
    tf.dispose([...tensors, out, dy, ...gradients]);
  }
});

Deno.test("einsum() refuses what it does not know", () => {
  const x = tf.ones([2, 2]);
  assertThrows(() => tf.einsum("ab,bc", x, x), Error, "->");
  assertThrows(() => tf.einsum("aa->a", x));
  assertThrows(() => tf.einsum("ab,bc,cd->ad", x, x, x));
  x.dispose();
});
