import {
  decodeState,
  encodeState,
  type OptimizerState,
} from "../../optimizers/mod.ts";
import type { EpochMemory, PublisherMemory } from "../../peer/mod.ts";
import {
  decodePayload,
  type Layout,
  layoutLength,
  payloadCodec,
  type Update,
} from "../../replica/mod.ts";
import type { FloatArray } from "../../compression/mod.ts";
import { decodeEpoch, encodeEpoch } from "./epoch_record.ts";

/** The name of the outer optimizer's trace among the optimizer's vectors. */
const OUTER = "outer";

/** What a peer remembers beside the model. */
export interface Memory extends PublisherMemory {
  /** Where it stands in its epoch; undefined before its first. */
  readonly epoch?: EpochMemory;
}

/**
 * What a peer remembers as bytes, to go with a snapshot: the length of the
 * optimizer's state (u32), that state, with the outer optimizer's trace as another
 * vector, the residual as float32, little-endian, and the rest where it stands in
 * its epoch ({@linkcode encodeEpoch}).
 */
export function encodeMemory({ optimizer, outer, residual, epoch }: Memory) {
  const state = encodeState(
    outer === undefined ? optimizer : {
      ...optimizer,
      vectors: { ...optimizer.vectors, [OUTER]: outer as Float64Array },
    },
  );
  const order = epoch === undefined ? new Uint8Array() : encodeEpoch(epoch);
  const head = 4 + state.length + 4 * residual.length;
  const bytes = new Uint8Array(head + order.length);
  bytes.set(order, head);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, state.length, true);
  bytes.set(state, 4);
  let at = 4 + state.length;
  for (let i = 0; i < residual.length; i++, at += 4) {
    view.setFloat32(at, residual[i]!, true);
  }
  return bytes;
}

/**
 * Reads what {@linkcode encodeMemory} wrote, without the epoch.
 *
 * @throws {RangeError} If the bytes are not of a residual of so many values
 * @throws {OptimizerError} If they hold no state of an optimizer
 */
export function decodeMemory(
  bytes: Uint8Array,
  trainable: number,
): PublisherMemory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(0, true);
  let at = 4 + length;
  if (bytes.length < at + 4 * trainable) {
    throw new RangeError(
      `Cannot read the optimizer's state: ${bytes.length} bytes where ${
        at + 4 * trainable
      } were announced`,
    );
  }
  const optimizer: OptimizerState = decodeState(bytes.subarray(4, at));
  const residual = new Float32Array(trainable);
  for (let i = 0; i < trainable; i++, at += 4) {
    residual[i] = view.getFloat32(at, true);
  }
  const { [OUTER]: outer, ...vectors } = optimizer.vectors;
  return outer === undefined
    ? { optimizer, residual }
    : { optimizer: { ...optimizer, vectors }, outer, residual };
}

/**
 * Where the peer stood in its epoch; undefined before its first.
 *
 * @throws {RangeError} If the bytes do not say
 */
export function decodeEpochOf(
  bytes: Uint8Array,
  trainable: number,
): EpochMemory | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = 4 + view.getUint32(0, true) + 4 * trainable;
  return bytes.length <= at ? undefined : decodeEpoch(bytes.subarray(at));
}

/**
 * Takes out of a residual what was published after it was saved, lest it be sent
 * twice: a codec that sends a coordinate sends all that is held back of it, up to
 * its rounding.
 */
export function withoutPublished(
  residual: Readonly<FloatArray>,
  published: readonly Update[],
  layout: Layout,
): FloatArray {
  const left = residual.slice();
  const sent = new Float64Array(layoutLength(layout));
  for (const { header, payload } of published) {
    decodePayload(payload, payloadCodec(header.codec), layout, sent);
    for (let i = 0; i < left.length; i++) if (sent[i] !== 0) left[i] = 0;
  }
  return left;
}
