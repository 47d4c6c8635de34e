import { DIVERGED } from "../compression/mod.ts";
import { DivergedError } from "./errors.ts";
import { firstBeyond } from "./grid.ts";
import type { Layout } from "./layout.ts";
import { addPayload, payloadCodec } from "./payload.ts";
import type { Update } from "./update.ts";

/**
 * values += sign * update, exactly.
 *
 * @throws {DivergedError} if a coordinate would reach 2^20; the values are then as they were, to the last byte
 */
export function addUpdate(
  { feed, header, payload }: Update,
  values: Float64Array,
  layout: Layout,
  sign: 1 | -1,
): void {
  const codec = payloadCodec(header.codec);
  if (addPayload(payload, codec, layout, values, sign) < DIVERGED) return;
  const coordinate = firstBeyond(values);
  const value = values[coordinate]!;
  addPayload(payload, codec, layout, values, sign === 1 ? -1 : 1);
  throw new DivergedError({
    coordinate,
    value,
    update: { feed, seq: header.seq },
  });
}
