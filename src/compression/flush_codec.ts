import type { CodecSetting } from "./choice/auto_codec.ts";
import type { CodecSpec } from "./codec.ts";
import { maxPayloadLength } from "./create_codec.ts";

/**
 * The codec that brings nearly all of what another one holds back in error
 * feedback: int8 for top-k and sign; undefined for the dense ones, which leave next to
 * nothing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { flushCodecOf } from "./flush_codec.ts";
 *
 * assertEquals(flushCodecOf({ kind: "top-k", fraction: 0.01 }), { kind: "int8" });
 * assertEquals(flushCodecOf({ kind: "float32" }), undefined);
 * ```
 */
export function flushCodecOf(spec: CodecSetting): CodecSpec | undefined {
  // Where each publisher chooses, what it chooses may leave much.
  if (spec === "auto") return { kind: "int8" };
  const leavesMuch = spec.kind === "top-k" || spec.kind === "sign";
  return leavesMuch && spec.errorFeedback !== false
    ? { kind: "int8" }
    : undefined;
}

/**
 * The most bytes that any of a few codecs makes of a vector.
 *
 * @param specs Their descriptions; what is undefined is left out
 * @param n Length of the vector
 * @returns Bytes
 * @throws {CodecError} If a description is not valid
 */
export function longestPayload(
  specs: readonly (CodecSpec | undefined)[],
  n: number,
): number {
  let most = 0;
  for (const spec of specs) {
    if (spec !== undefined) most = Math.max(most, maxPayloadLength(spec, n));
  }
  return most;
}
