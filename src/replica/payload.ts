import {
  type Codec,
  codecById,
  createCodec,
  type Encoded,
} from "../compression/mod.ts";
import { PayloadError } from "./errors.ts";
import type { Layout } from "./layout.ts";

// State is dense float32 whatever the codec: moving statistics do not bear dropping coordinates.
const STATE = createCodec({ kind: "float32" });

/** What joins the codec's part in a payload. */
export interface PayloadOptions {
  /** Shape of x. */
  readonly layout: Layout;
  /** The change of the state part, length m; needed where m > 0. */
  readonly state?: Float32Array;
  /** The manifest's cap, at which state saturates as the codec's own values do. */
  readonly maxAbs?: number;
}

/**
 * One update's payload: the codec's bytes ‖ float32(state). What rounding takes from the state is not kept: a moving
 * statistic is drawn to its target, so errors of 2^-33 fade.
 *
 * @example
 * ```ts
 * import { createCodec, ErrorFeedback } from "../compression/mod.ts";
 * import { encodePayload } from "./mod.ts";
 * const layout = { trainable: 3, state: 2 };
 * const feedback = new ErrorFeedback(createCodec({ kind: "int8" }), layout.trainable);
 * const encoded = feedback.encode(new Float64Array([0.1, -0.2, 0.3]));
 * const payload = encodePayload(encoded, { layout, state: new Float32Array([0.5, 1]) });
 * console.assert(payload.length === encoded.payload.length + 8);
 * ```
 *
 * @throws {PayloadError} if the state does not fit the layout or is not finite
 */
export function encodePayload(
  trainable: Encoded,
  options: PayloadOptions,
): Uint8Array {
  const { layout, state = new Float32Array(0), maxAbs } = options;
  if (state.length !== layout.state) {
    throw new PayloadError(
      `Cannot encode payload: ${state.length} values of state, the layout has ${layout.state}`,
    );
  }
  if (layout.state === 0) return trainable.payload;
  const codec = maxAbs === undefined
    ? STATE
    : createCodec({ kind: "float32" }, { maxAbs });
  const held = new Float64Array(state);
  const tail = rethrow(() => codec.encode(held, held)).payload;
  const payload = new Uint8Array(trainable.payload.length + tail.length);
  payload.set(trainable.payload);
  payload.set(tail, trainable.payload.length);
  return payload;
}

/**
 * Checks a payload from anyone; an empty one is right where there is no codec.
 *
 * @throws {PayloadError} if it is malformed, off the grid, not finite or above `maxAbs`
 */
export function checkPayload(
  payload: Uint8Array,
  codec: Codec | undefined,
  layout: Layout,
  maxAbs: number,
): void {
  if (payload.length === 0 && codec === undefined) return;
  if (codec === undefined) {
    throw new PayloadError("Cannot check payload: it has no codec");
  }
  const at = payload.length - 4 * layout.state;
  if (at < 0) {
    throw new PayloadError(
      `Cannot check payload: ${payload.length} bytes hold no state part`,
    );
  }
  rethrow(() => {
    codec.check(payload.subarray(0, at), layout.trainable, maxAbs);
    if (layout.state > 0) {
      STATE.check(payload.subarray(at), layout.state, maxAbs);
    }
  });
}

function rethrow<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PayloadError(error.message, { cause: error });
  }
}

/**
 * values += sign * decode(payload), exactly. The payload must have been checked.
 *
 * @returns a bound on the magnitudes touched that is >= 2^20 only if one of them is
 */
export function addPayload(
  payload: Uint8Array,
  codec: Codec | undefined,
  layout: Layout,
  values: Float64Array,
  sign: 1 | -1,
): number {
  if (payload.length === 0 || codec === undefined) return 0;
  const n = layout.trainable;
  const at = payload.length - 4 * layout.state;
  const bound = codec.addTo(payload.subarray(0, at), values, n, sign);
  if (layout.state === 0) return bound;
  return Math.max(
    bound,
    STATE.addTo(payload.subarray(at), values.subarray(n), layout.state, sign),
  );
}

/** out = decode(payload), n + m values. The payload must have been checked; an empty one gives zeros. */
export function decodePayload(
  payload: Uint8Array,
  codec: Codec | undefined,
  layout: Layout,
  out: Float64Array,
): void {
  if (payload.length === 0 || codec === undefined) {
    out.fill(0);
    return;
  }
  const at = payload.length - 4 * layout.state;
  codec.decode(payload.subarray(0, at), out.subarray(0, layout.trainable));
  if (layout.state > 0) {
    STATE.decode(payload.subarray(at), out.subarray(layout.trainable));
  }
}

/** The codec that a header names; undefined for 0, which stands for no payload. Throws a CodecError for unknown ids. */
export function payloadCodec(id: number): Codec | undefined {
  return id === 0 ? undefined : codecById(id);
}
