/**
 * The kernels' tests once more on the module without relaxed SIMD, as an engine
 * that does not know it would load: each test file has an engine of its own.
 */
import { assertEquals } from "@std/assert";
import { RELAXED_SIMD } from "../../../src/training/kernels/compiled.ts";

const { validate } = WebAssembly;
const relaxedLength = atob(RELAXED_SIMD).length;
let refused = 0;
WebAssembly.validate = (bytes: BufferSource) => {
  if (bytes.byteLength === relaxedLength) {
    refused++;
    return false;
  }
  return validate(bytes);
};

await import("./mat_mul_test.ts");
await import("./conv2d_test.ts");
await import("./pool_test.ts");
await import("./reduce_test.ts");
await import("./segment_sum_test.ts");

Deno.test("These tests ran on the plain module", () => {
  assertEquals(refused, 1);
});
