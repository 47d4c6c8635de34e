import { assert, assertEquals, assertThrows } from "@std/assert";
import type { CodecSpec } from "../../src/compression/mod.ts";
import {
  innovation,
  SignedSum,
  toDense,
  type Vector,
} from "../../src/ordering/mod.ts";
import { dot } from "../../src/ordering/dot.ts";
import { orderingKernelSource } from "../../src/ordering/kernel/build.ts";
import { Random } from "../../src/random/mod.ts";
import { normals, replay, seed, sent, shuffled } from "./vectors.ts";

const { test } = Deno;

const SPECS: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "int8", block: 16 },
  { kind: "int8", block: 32768 },
  { kind: "top-k", fraction: 0.05 },
  { kind: "top-k", fraction: 0.3, values: "float32" },
  { kind: "top-k", fraction: 0.1, values: "sign" },
  { kind: "bfloat16" },
  { kind: "sign" },
];
const LENGTHS = [1, 7, 8, 9, 100, 8191, 8192, 8200, 40_001];

/** A few signed steps as the definition says; each projection and the sum. */
function reference(vectors: Float32Array[]) {
  const sum = new Float64Array(vectors[0]!.length);
  const projections: number[] = [];
  for (let k = 0; k + 1 < vectors.length; k += 2) {
    const z = vectors[k]!.map((value, j) => value - vectors[k + 1]![j]!);
    const projection = dot(sum, z);
    const sign = projection <= 0 ? 1 : -1;
    for (let j = 0; j < z.length; j++) sum[j]! += sign * z[j]!;
    projections.push(projection);
  }
  return { projections, sum };
}

function run(sum: SignedSum, vectors: readonly Vector[]) {
  const projections: number[] = [];
  for (let k = 0; k + 1 < vectors.length; k += 2) {
    const projection = sum.project(vectors[k]!, vectors[k + 1]!);
    sum.fold(projection <= 0 ? 1 : -1);
    projections.push(projection);
  }
  return { projections, sum: sum.values.slice() };
}

for (const simd of [false, true]) {
  const how = simd ? "vector instructions" : "plain loops";

  test(`SignedSum by ${how} gives the bits of its definition, whatever the length`, () => {
    const random = new Random("bits", seed);
    for (const n of LENGTHS) {
      const vectors = Array.from({ length: 8 }, () => normals(random, n));
      const sum = new SignedSum(n, { simd });
      assertEquals(run(sum, vectors), reference(vectors), `${n}, ${replay}`);
    }
  });

  test(`SignedSum by ${how} gives the same bits from every codec's payloads, also mixed`, () => {
    const random = new Random("codecs", seed);
    for (const n of [1, 300, 8200]) {
      const sum = new SignedSum(n, { simd });
      for (const spec of [...SPECS, "mixed"] as const) {
        const vectors = Array.from({ length: 12 }, (_, k) => {
          const next = spec === "mixed" ? SPECS[(k * k) % SPECS.length]! : spec;
          return sent(next, normals(random, n));
        });
        sum.clear();
        assertEquals(
          run(sum, vectors.map(({ view }) => view)),
          reference(vectors.map(({ decoded }) => decoded)),
          `${JSON.stringify(spec)} of ${n}, ${replay}`,
        );
      }
    }
  });
}

for (const spec of SPECS) {
  test(`innovation() of ${Object.values(spec).join(" ")} takes off what a step owes to the one before, in the same bits everywhere`, () => {
    const random = new Random("innovation", seed);
    for (const n of [1, 300, 8200]) {
      const decay = Math.fround(0.9);
      const steps = Array.from(
        { length: 9 },
        (_, k) => sent(k === 5 ? SPECS[0]! : spec, normals(random, n)),
      );
      const vectors = steps.map(({ view }, k) =>
        innovation(view, steps[k - 1]?.view, 0.9)
      );
      const expected = steps.map(({ decoded }, k) =>
        decoded.map((value, j) =>
          value - Math.fround(decay * (steps[k - 1]?.decoded[j] ?? 0))
        )
      );
      const message = `${n}, ${replay}`;
      assertEquals(
        vectors.map((vector) => toDense(vector, new Float32Array(n))),
        expected,
        message,
      );
      assertEquals(
        steps.map(({ view }, k) =>
          toDense(
            innovation(view, steps[k - 1]?.view, 0.9, "some"),
            new Float32Array(n),
          )
        ),
        expected,
        message,
      );
      for (const simd of [false, true]) {
        // In a row, and every other one.
        for (const shift of [0, 1]) {
          const order = [0, 1, 2, 3, 4, 5, 6, 7].map((k) =>
            shift === 0 ? k : (k * 3) % 8
          );
          assertEquals(
            run(new SignedSum(n, { simd }), order.map((k) => vectors[k]!)),
            reference(order.map((k) => expected[k]!)),
            message,
          );
        }
      }
    }
  });
}

test("innovation() is the step itself where there is nothing to take off", () => {
  const step = Float32Array.of(1, 2);
  assert(innovation(step, undefined, 0.9) === step);
  assert(innovation(step, step, 0) === step);
});

test("SignedSum reads payloads at any alignment", () => {
  const random = new Random("alignment", seed);
  const vectors = Array.from({ length: 4 }, () => normals(random, 600));
  const views = vectors.map((vector, k): Vector => {
    const frame = new Uint8Array(4 * 600 + k);
    frame.set(new Uint8Array(vector.buffer), k);
    return { kind: "float32", length: 600, bytes: frame.subarray(k) };
  });
  for (const simd of [false, true]) {
    assertEquals(run(new SignedSum(600, { simd }), views), reference(vectors));
  }
});

test("SignedSum of decoded updates is exact: the order of folding leaves no trace", () => {
  const random = new Random("exact", seed);
  for (const simd of [false, true]) {
    const steps = Array.from({ length: 30 }, (_, k) => ({
      a: sent(SPECS[k % SPECS.length]!, normals(random, 900)).view,
      b: sent(SPECS[(k + 1) % SPECS.length]!, normals(random, 900)).view,
      sign: random.below(2) * 2 - 1,
    }));
    const sums = [0, 1, 2].map(() => {
      const sum = new SignedSum(900, { simd });
      for (const k of shuffled(random, steps.length)) {
        const { a, b, sign } = steps[k]!;
        // Folded the wrong way at first, then turned.
        sum.project(a, b);
        sum.fold(-sign);
        sum.project(a, b);
        sum.fold(2 * sign);
      }
      return sum.values.slice();
    });
    assertEquals(sums[0], sums[1], replay);
    assertEquals(sums[0], sums[2], replay);
  }
});

test("SignedSum projects without folding, and begins anew when cleared", () => {
  const random = new Random("clear", seed);
  for (const simd of [false, true]) {
    const sum = new SignedSum(20, { simd });
    const [a, b, c, d] = [1, 2, 3, 4].map(() => normals(random, 20));
    sum.project(a!, b!);
    sum.project(c!, d!);
    assertEquals(sum.values, new Float64Array(20));
    sum.fold(1);
    assertEquals(sum.values[3], Math.fround(c![3]! - d![3]!));
    sum.project(a!, b!);
    sum.fold(-1);
    sum.clear();
    assertEquals(sum.project(c!, d!), 0);
    assertEquals(sum.values, new Float64Array(20));
  }
});

test("SignedSum holds little besides r, z and a block", () => {
  const n = 100_000;
  const { bytes } = new SignedSum(n);
  assert(bytes >= 12 * n && bytes < 12 * n + 200_000, `${bytes} bytes`);
});

test("SignedSum refuses another length", () => {
  const sum = new SignedSum(3);
  assertThrows(
    () => sum.project(new Float32Array(3), new Float32Array(4)),
    RangeError,
    "Cannot project vectors of 3 and 4 values: the sum has 3",
  );
});

test("The compiled kernel of ordering is that of the sources", async () => {
  const url = new URL(
    "../../src/ordering/kernel/compiled.ts",
    import.meta.url,
  );
  const same = await orderingKernelSource() === await Deno.readTextFile(url);
  assert(same, "compiled.ts is not what assembly/ says; run deno task build");
});
