import type { Codec, SparseEntries } from "../compression/mod.ts";
import { ByteReader } from "./byte_reader.ts";
import { hashOf } from "./hash.ts";
import { type Layout, layoutLength } from "./layout.ts";
import { decodePayload } from "./payload.ts";

// Adding and subtracting 1.5 * 2^52 rounds |v| < 2^51 to an integer.
const INTEGER = 1.5 * 2 ** 52;

// |coefficient * fraction| <= 2^15 in steps of 2^-32, so 64 of them add up exactly in a float64.
const BLOCK = 64;

// |coefficient * integer| <= 2^37, so 2^15 of them (and the blocks' carries) add up exactly.
const SUPERBLOCK = 2 ** 15;

/**
 * The additive fingerprint F(v) = sum_j a_j u_j mod 2^64, where u_j = v_j 2^32 is the coordinate in grid units and
 * a_j are odd 16-bit integers from the manifest. F(v + w) = F(v) + F(w), so the publishers' own cumulative values check
 * a snapshot, or a sum over a range, from anyone.
 *
 * It finds errors: any change of one coordinate, others but for chance. It is linear with known coefficients, so it
 * is no defence against somebody who constructs a wrong model on purpose.
 */
export class Fingerprint {
  /** Layout it is made for. */
  readonly layout: Layout;
  readonly #coefficients: Uint16Array;
  #scratch: Float64Array | undefined;

  /** Derives the coefficients; costs 2 bytes a coordinate. */
  constructor(manifestHash: Uint8Array, layout: Layout) {
    this.layout = layout;
    this.#coefficients = coefficients(manifestHash, layoutLength(layout));
  }

  /** F of grid values with |v| < 2^21, one for each coordinate of the layout; about 1 ns a coordinate. */
  of(values: Float64Array): bigint {
    if (values.length !== this.#coefficients.length) {
      throw new RangeError(
        `Cannot take fingerprint: ${values.length} values, the layout has ${this.#coefficients.length}`,
      );
    }
    let total = 0n;
    for (let start = 0; start < values.length; start += SUPERBLOCK) {
      total += sumRange(values, this.#coefficients, start);
    }
    return BigInt.asUintN(64, total);
  }

  /** F of what a checked payload adds; 0 for an empty payload. */
  ofPayload(payload: Uint8Array, codec: Codec | undefined): bigint {
    if (payload.length === 0 || codec === undefined) return 0n;
    const { trainable, state } = this.layout;
    if (codec.entries !== undefined && state === 0) {
      return this.#ofEntries(codec.entries(payload, trainable));
    }
    this.#scratch ??= new Float64Array(layoutLength(this.layout));
    decodePayload(payload, codec, this.layout, this.#scratch);
    return this.of(this.#scratch);
  }

  #ofEntries({ indices, values }: SparseEntries): bigint {
    const table = new Uint16Array(indices.length);
    for (let j = 0; j < table.length; j++) {
      table[j] = this.#coefficients[indices[j]!]!;
    }
    let total = 0n;
    for (let start = 0; start < values.length; start += SUPERBLOCK) {
      total += sumRange(values, table, start);
    }
    return BigInt.asUintN(64, total);
  }
}

function sumRange(
  values: Float64Array,
  table: Uint16Array,
  start: number,
): bigint {
  const end = Math.min(start + SUPERBLOCK, values.length);
  let integers = 0;
  let fractions = 0;
  for (let block = start; block < end; block += BLOCK) {
    const stop = Math.min(block + BLOCK, end);
    const quads = block + ((stop - block) & ~1);
    let lowA = 0, lowB = 0, highA = 0, highB = 0;
    for (let j = block; j < quads; j += 2) {
      const a = table[j]!, v = values[j]!;
      const i = (v + INTEGER) - INTEGER;
      lowA += a * (v - i);
      highA += a * i;
      const b = table[j + 1]!, w = values[j + 1]!;
      const k = (w + INTEGER) - INTEGER;
      lowB += b * (w - k);
      highB += b * k;
    }
    if (quads < stop) {
      const a = table[quads]!, v = values[quads]!;
      const i = (v + INTEGER) - INTEGER;
      lowA += a * (v - i);
      highA += a * i;
    }
    const low = lowA + lowB;
    const carry = (low + INTEGER) - INTEGER;
    integers += highA + highB + carry;
    fractions += low - carry;
  }
  return (BigInt(integers) << 32n) + BigInt(fractions * 2 ** 32);
}

/** (xoshiro128** output >> 16) | 1 for each coordinate, seeded with SHA-256("drover fingerprint" ‖ manifest hash). */
function coefficients(manifestHash: Uint8Array, length: number): Uint16Array {
  const seed = new ByteReader(hashOf("drover fingerprint", manifestHash));
  let a = seed.u32() | 0,
    b = seed.u32() | 0,
    c = seed.u32() | 0,
    d = seed.u32() | 1;
  const table = new Uint16Array(length);
  for (let j = 0; j < length; j++) {
    // xoshiro128** (Blackman and Vigna 2018)
    const five = Math.imul(b, 5);
    const out = Math.imul((five << 7) | (five >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    table[j] = (out >>> 16) | 1;
  }
  return table;
}
