import { assert, assertEquals } from "@std/assert";
import { initialValues } from "../../src/training/initializers.ts";
import { ln } from "../../src/training/random.ts";
import { tf } from "../../src/training/mod.ts";
import { load, regression, SEED } from "./helpers.ts";

function values(
  className: string,
  config: Record<string, unknown>,
  shape: number[],
  ...keys: number[]
): Float64Array {
  return initialValues({ className, config }, shape, SEED, ...keys)!;
}

function moments(x: Float64Array) {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  return {
    mean,
    stddev: Math.sqrt(variance),
    max: Math.max(...x.map(Math.abs)),
  };
}

Deno.test("ln() equals Math.log to the last bits", () => {
  for (const x of [1e-300, 1e-9, 0.3, 0.9999999, 1, 1.5, 7, 1e12]) {
    assert(Math.abs(ln(x) - Math.log(x)) <= 4e-16 * Math.abs(Math.log(x)));
  }
});

Deno.test("initialValues() have the moments of their distribution", () => {
  const shape = [100, 400];
  const scaling = (mode: string, distribution: string, scale = 1) =>
    moments(values("VarianceScaling", { mode, distribution, scale }, shape));
  const glorot = scaling("fanAvg", "uniform");
  assert(Math.abs(glorot.mean) < 1e-3);
  assert(Math.abs(glorot.stddev / Math.sqrt(1 / 250) - 1) < 0.02);
  assert(glorot.max <= Math.sqrt(3 / 250));
  const he = scaling("fanIn", "normal", 2);
  assert(he.max <= 2 * Math.sqrt(2 / 100), "truncated at two deviations");
  assert(Math.abs(he.stddev / (0.8796 * Math.sqrt(2 / 100)) - 1) < 0.02);
  const normal = moments(values("RandomNormal", { mean: 2, stddev: 3 }, shape));
  assert(Math.abs(normal.mean - 2) < 0.1);
  assert(Math.abs(normal.stddev - 3) < 0.1);
  const uniform = moments(
    values("RandomUniform", { minval: 1, maxval: 3 }, shape),
  );
  assert(Math.abs(uniform.mean - 2) < 0.02 && uniform.max < 3);
});

Deno.test("initialValues() are a function of seed and place", () => {
  const draw = (place: number) => values("RandomNormal", {}, [5], place);
  assertEquals(draw(1), draw(1));
  assert(draw(1)[0] !== draw(2)[0]);
});

Deno.test("initialValues() of Orthogonal have orthonormal rows or columns", () => {
  for (const [rows, columns] of [[6, 24], [24, 6], [8, 8]] as const) {
    const q = values("Orthogonal", { gain: 2 }, [rows, columns]);
    const wide = rows < columns;
    const count = Math.min(rows, columns);
    const at = (k: number, i: number) =>
      wide ? q[k * columns + i]! : q[i * columns + k]!;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let dot = 0;
        for (let i = 0; i < Math.max(rows, columns); i++) {
          dot += at(a, i) * at(b, i);
        }
        assert(Math.abs(dot - (a === b ? 4 : 0)) < 1e-13);
      }
    }
  }
});

Deno.test("initialValues() of the fixed initialisers are what they say", () => {
  assertEquals([...values("Zeros", {}, [2])], [0, 0]);
  assertEquals([...values("Ones", {}, [2])], [1, 1]);
  assertEquals([...values("Constant", { value: 7 }, [2])], [7, 7]);
  assertEquals([...values("Identity", { gain: 3 }, [2, 2])], [3, 0, 0, 3]);
  assertEquals(
    initialValues({ className: "Mine", config: {} }, [2], 1),
    null,
  );
});

Deno.test("freezing a layer renames no weight, so starting weights by name find theirs", async () => {
  const kernel = new Float32Array([1, 2, 3, 4]);
  const { info } = await load({
    model: () => {
      const model = tf.sequential({
        layers: [
          tf.layers.dense({ inputShape: [2], units: 2 }),
          tf.layers.dense({ units: 2, useBias: false }),
        ],
      });
      model.layers[0]!.trainable = false;
      return model;
    },
    data: () => ({ train: regression(4, [2], [2]) }),
    startingWeights: () => ({ "dense_2/kernel": kernel }),
  });
  assertEquals(
    info.parameters.map(({ name, kind }) => `${name} ${kind}`),
    [
      "dense_2/kernel trainable",
      "dense_1/kernel frozen",
      "dense_1/bias frozen",
    ],
  );
  assertEquals([...info.x0], [...kernel]);
});
