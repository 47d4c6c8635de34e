/**
 * Updates made small: a flat vector of steps as bytes, on a grid on which sums are exact.
 *
 * Codecs behind one interface, {@linkcode Codec}: dense float32 and bfloat16, int8 and signs with power-of-two block scales, and the top k
 * by magnitude.
 * {@linkcode ErrorFeedback} keeps what a codec leaves out and sends it with the next step. The payloads are specified in
 * docs/wire-format.md.
 *
 * @example Usage
 * ```ts
 * import { createCodec, ErrorFeedback } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const feedback = new ErrorFeedback(createCodec({ kind: "int8" }), 3);
 * const { payload } = feedback.encode(new Float64Array([0.1, -0.2, 0.3]));
 *
 * const model = new Float64Array(3);
 * feedback.codec.check(payload, 3, 1);
 * feedback.codec.addTo(payload, model, 3, 1);
 * assertEquals(Math.abs(model[2]! - 0.3) < 0.3 / 127, true);
 * feedback.codec.addTo(payload, model, 3, -1);
 * assertEquals(model, new Float64Array(3));
 * ```
 *
 * @module
 */

export type { FloatArray } from "./chunks.ts";
export * from "./choice/mod.ts";
export * from "./codec.ts";
export * from "./create_codec.ts";
export * from "./error_feedback.ts";
export * from "./errors.ts";
export * from "./flush_codec.ts";
export { DIVERGED, GRID, MAX_VALUE, toGrid } from "./grid.ts";
export * from "./vector_view.ts";
