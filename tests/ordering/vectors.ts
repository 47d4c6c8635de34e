import {
  type CodecSpec,
  createCodec,
  type VectorView,
} from "../../src/compression/mod.ts";
import { permutation, type Random } from "../../src/random/mod.ts";

/** The seed of this run; DROVER_SEED=n replays another. */
export const seed = Number(Deno.env.get("DROVER_SEED") ?? 20235);

/** What a failure must say so that anybody can replay it. */
export const replay =
  `seed ${seed}, replay: DROVER_SEED=${seed} deno task test`;

/** Normal numbers, float32. */
export function normals(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}

/** A random order of 0 … length - 1, as plain numbers. */
export function shuffled(random: Random, length: number): number[] {
  return [...permutation(length, random)];
}

/** A gradient as a codec sends it: the view of its payload, and what that decodes to. */
export function sent(
  spec: CodecSpec,
  gradient: Float32Array,
): { view: VectorView; decoded: Float32Array } {
  const codec = createCodec(spec), n = gradient.length;
  const { payload } = codec.encode(
    Float64Array.from(gradient),
    new Float64Array(n),
  );
  const decoded = new Float64Array(n);
  codec.decode(payload, decoded);
  return { view: codec.view(payload, n), decoded: Float32Array.from(decoded) };
}

/** An epoch's gradients for shards of these lengths: `gradients[t][i]`, undefined where worker i has run out. */
export function gradientsOf(
  random: Random,
  lengths: readonly number[],
  dimension: number,
): (Float32Array | undefined)[][] {
  const steps = Math.max(0, ...lengths);
  return Array.from(
    { length: steps },
    (_, t) =>
      lengths.map((length) =>
        t < length ? normals(random, dimension) : undefined
      ),
  );
}

/** The identity orders of shards of these lengths. */
export function ordersOf(lengths: readonly number[]): number[][] {
  return lengths.map((length) => Array.from({ length }, (_, unit) => unit));
}

/** Everything that arrives in an epoch, in the order of steps and ranks. */
export function arrivalsOf(
  gradients: readonly (readonly (Float32Array | undefined)[])[],
): { rank: number; position: number; vector: Float32Array }[] {
  return gradients.flatMap((row, position) =>
    row.flatMap((vector, rank) =>
      vector === undefined ? [] : [{ rank, position, vector }]
    )
  );
}
