import { assertEquals, assertThrows } from "@std/assert";
import { blasGemm } from "../../../src/training/kernels/blas.ts";
import {
  BackendError,
  closeBlas,
  openBlas,
} from "../../../src/training/kernels/mod.ts";
import { checkGradient, load, regression } from "../helpers.ts";
import { assertClose, Draw, tf } from "./reference.ts";

/** Whether this machine has a BLAS library that the test may call. */
function hasBlas(): boolean {
  try {
    openBlas();
    closeBlas();
    return true;
  } catch (error) {
    if (error instanceof BackendError) return false;
    throw error;
  }
}

const ignore = !hasBlas();
const why = ignore ? " (skipped: needs --allow-ffi and OpenBLAS)" : "";

Deno.test({
  name: `blas multiplies as wasm does${why}`,
  ignore,
  fn() {
    const draw = new Draw("blas");
    for (const [m, k, n] of [[33, 40, 17], [64, 100, 30], [5, 900, 7]]) {
      for (const t of [0, 1, 2, 3]) {
        const [tA, tB] = [(t & 1) > 0, (t & 2) > 0];
        const a = draw.tensor(tA ? [2, k!, m!] : [2, m!, k!]);
        const b = draw.tensor(tB ? [n!, k!] : [k!, n!]);
        const expected = tf.matMul(a, b, tA, tB);
        openBlas();
        const actual = tf.matMul(a, b, tA, tB);
        closeBlas();
        assertClose(actual.dataSync(), expected.dataSync(), `${m} ${k} ${n}`);
        tf.dispose([a, b, actual, expected]);
      }
    }
    const a = draw.tensor([40, 50]) as ReturnType<typeof tf.tensor2d>;
    const b = draw.tensor([50, 30]) as typeof a;
    const bias = draw.tensor([30]);
    const fused = () => tf.fused.matMul({ a, b, bias, activation: "relu" });
    const expected = fused();
    openBlas();
    const actual = fused();
    closeBlas();
    assertClose(actual.dataSync(), expected.dataSync(), "fused");
    tf.dispose([a, b, bias, actual, expected]);
  },
});

Deno.test({
  name: `blas trains a perceptron${why}`,
  ignore,
  async fn() {
    const { layers } = tf;
    const loaded = await load({
      model: () =>
        tf.sequential({
          layers: [
            layers.dense({ inputShape: [40], units: 60, activation: "tanh" }),
            layers.dense({ units: 3 }),
          ],
        }),
      data: () => ({ train: regression(64, [40], [3]) }),
      unit: 32,
    }, { backend: "blas" });
    assertEquals(loaded.info.backend, "blas");
    checkGradient(loaded);
    closeBlas();
  },
});

Deno.test({
  name: "blas without permission says what to do",
  permissions: { ffi: false, read: true, env: true },
  fn() {
    assertThrows(() => openBlas(), BackendError, "--allow-ffi");
    const nothing = blasGemm(null as never, [0, 0, 0], [1, 1, 1], 0, 0, 0);
    assertEquals(nothing, false);
  },
});
