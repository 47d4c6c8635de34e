import type { Random } from "../../src/random/mod.ts";
import {
  type CodecSpec,
  createCodec,
  toGrid,
} from "../../src/compression/mod.ts";

/** The seed of this run; DROVER_SEED=n replays another. */
export const seed = Number(Deno.env.get("DROVER_SEED") ?? 20231);

/** What a failure must say so that anybody can replay it. */
export const replay =
  `seed ${seed}, replay: DROVER_SEED=${seed} deno task test`;

/** One of each codec, with settings away from the defaults too. */
export const specs: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "int8", block: 16 },
  { kind: "top-k", fraction: 0.1, values: "float32" },
  { kind: "top-k", fraction: 0.03, values: "int8" },
  { kind: "top-k", fraction: 1 },
  { kind: "bfloat16" },
  { kind: "sign" },
  { kind: "sign", block: 16 },
  { kind: "top-k", fraction: 0.1, values: "sign" },
];

/** A name for a test step. */
export function nameOf(spec: CodecSpec): string {
  return Object.values(spec).join(" ");
}

/** Normal float32 values whose scale varies over many orders, with zeros between. */
export function steps(random: Random, n: number, scale = 1e-2): Float64Array {
  return Float64Array.from({ length: n }, () => {
    if (random.uniform() < 0.1) return 0;
    const value = random.normal() * scale;
    return Math.fround(value * 2 ** -Math.floor(random.uniform() * 30));
  });
}

/** A model: grid values, none of them -0. */
export function model(random: Random, n: number): Float64Array {
  return Float64Array.from({ length: n }, () => toGrid(random.normal() * 10));
}

/** The decoded vector of a payload. */
export function decode(
  spec: CodecSpec,
  payload: Uint8Array,
  n: number,
): Float64Array {
  const out = new Float64Array(n);
  createCodec(spec).decode(payload, out);
  return out;
}

/** Euclidean norm. */
export function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** Bytes as hex. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

/** Hex as bytes; spaces are for reading. */
export function unhex(text: string): Uint8Array {
  return Uint8Array.from(
    text.replaceAll(" ", "").match(/../g) ?? [],
    (pair) => parseInt(pair, 16),
  );
}
