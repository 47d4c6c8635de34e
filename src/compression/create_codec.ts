import { BFloat16Codec } from "./bfloat16_codec.ts";
import type { Codec, CodecOptions, CodecSpec } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { Float32Codec } from "./float32_codec.ts";
import { Int8Codec } from "./int8_codec.ts";
import { SignCodec } from "./sign_codec.ts";
import { TopKCodec } from "./top_k_codec.ts";
import { longestIndices } from "./rice.ts";

/**
 * Creates a codec from its description.
 *
 * @example Usage
 * ```ts
 * import { createCodec } from "./create_codec.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const codec = createCodec({ kind: "top-k", fraction: 0.5, values: "float32" });
 * const residual = new Float64Array(4);
 * const { payload } = codec.encode(new Float64Array([0.5, 0.125, -1, 0.25]), residual);
 * codec.check(payload, 4, 1);
 *
 * const model = new Float64Array(4);
 * codec.addTo(payload, model, 4, 1);
 * assertEquals(model, new Float64Array([0.5, 0, -1, 0]));
 * assertEquals(residual, new Float64Array([0, 0.125, 0, 0.25]));
 * ```
 *
 * @param spec The description, maybe read from JSON
 * @param options The largest magnitude to send
 * @returns The codec
 * @throws {CodecError} If the description names no codec or a setting is out of range
 */
export function createCodec(
  spec: CodecSpec,
  options: CodecOptions = {},
): Codec {
  const codec = codecOf(spec, options);
  const known = Object.keys(codec.spec);
  const unknown = Object.keys(spec).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CodecError(
      `Cannot create a ${spec.kind} codec: "${unknown}" is none of its settings, which are ${
        known.filter((name) => name !== "kind").join(", ")
      }`,
    );
  }
  return codec;
}

function codecOf(spec: CodecSpec, options: CodecOptions): Codec {
  switch (spec?.kind) {
    case "float32":
      return new Float32Codec(spec, options);
    case "bfloat16":
      return new BFloat16Codec(spec, options);
    case "int8":
      return new Int8Codec(spec, options);
    case "sign":
      return new SignCodec(spec, options);
    case "top-k":
      return new TopKCodec(spec, options);
    default: {
      const given: unknown = spec;
      throw new CodecError(
        typeof given === "string"
          ? `Cannot create a codec: "${given}" is a word, write { kind: "${
            given.split(":")[0]
          }" }`
          : `Cannot create a codec: kind is ${
            JSON.stringify((spec as { kind?: unknown })?.kind)
          }, it must be "float32", "bfloat16", "int8", "sign" or "top-k"`,
      );
    }
  }
}

/**
 * The codec that reads the payloads of a number on the wire. Payloads describe themselves, so its own settings do
 * not matter for reading.
 *
 * @param id 1 float32, 2 int8, 3 top-k with float32 values, 4 with int8 values, 5 bfloat16, 6 sign, 7 top-k with signs
 * @returns A codec to check, add and decode with; the same object for the same number
 * @throws {CodecError} If there is no such codec
 */
export function codecById(id: number): Codec {
  const codec = READERS.find((reader) => reader.id === id);
  if (codec === undefined) {
    throw new CodecError(
      `Cannot read codec ${id}: known are ${
        READERS.map((reader) => `${reader.id} (${reader.name})`).join(", ")
      }; the sender may run a newer version`,
    );
  }
  return codec;
}

const READERS: Codec[] = [
  new Float32Codec(),
  new Int8Codec(),
  new TopKCodec({ kind: "top-k", fraction: 1, values: "float32" }),
  new TopKCodec({ kind: "top-k", fraction: 1, values: "int8" }),
  new BFloat16Codec(),
  new SignCodec(),
  new TopKCodec({ kind: "top-k", fraction: 1, values: "sign" }),
];

/**
 * The most bytes that a codec makes of a vector.
 *
 * @param spec The description of the codec
 * @param n Length of the vector
 * @returns Bytes
 * @throws {CodecError} If the description is not valid
 */
export function maxPayloadLength(spec: CodecSpec, n: number): number {
  const full = createCodec(spec).spec;
  switch (full.kind) {
    case "float32":
      return 4 * n;
    case "bfloat16":
      return 2 * n;
    case "sign":
      return 1 + Math.ceil(n / full.block) + Math.ceil(n / 8);
    case "int8":
      return 1 + Math.ceil(n / full.block) + n;
    case "top-k": {
      const k = Math.ceil(full.fraction * n);
      const values = maxPayloadLength({ kind: full.values }, k);
      return 8 + values + longestIndices(k, n);
    }
  }
}
