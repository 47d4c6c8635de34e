/** Plain float64 definitions that kernels are held against. */
import { assert } from "@std/assert";
import { Random } from "../../../src/random/mod.ts";
import { tf } from "../../../src/training/mod.ts";
import { useBackend } from "../../../src/training/tfjs/backend.ts";
import { REPLAY, SEED } from "../helpers.ts";

export { tf };

await useBackend("wasm");

/** A source of random shapes and values for one test. */
export class Draw {
  readonly #random: Random;

  constructor(name: string) {
    this.#random = new Random(SEED, name);
  }

  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#random.uniform() * (high - low + 1));
  }

  /** One of some values. */
  one<T>(...values: T[]): T {
    return values[this.whole(0, values.length - 1)]!;
  }

  /** Normal numbers in a tensor. */
  tensor(shape: number[]): tf.Tensor {
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => this.#random.normal()),
      shape,
    );
  }
}

/** Runs an op of the backend by its kernel's name. */
export function kernel(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attrs: Record<string, unknown>,
): Float32Array {
  const out = tf.engine().runKernel(name, inputs, attrs as never) as tf.Tensor;
  const values = out.dataSync() as Float32Array;
  out.dispose();
  return values;
}

/** Asserts that numbers are those of the definition, to float32's accuracy. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): void {
  assert(
    actual.length === expected.length,
    `${what}: ${actual.length} values instead of ${expected.length}`,
  );
  let largest = 1;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  for (let i = 0; i < expected.length; i++) {
    assert(
      Math.abs(actual[i]! - expected[i]!) <= 1e-5 * largest,
      `${what}: value ${i} is ${actual[i]} instead of ${expected[i]} ${REPLAY}`,
    );
  }
}

/** Where a window lies: as in computeConv2DInfo. */
export interface Geometry {
  batchSize: number;
  inHeight: number;
  inWidth: number;
  inChannels: number;
  outHeight: number;
  outWidth: number;
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
  dilationHeight: number;
  dilationWidth: number;
  padInfo: { top: number; left: number };
}

/** Visits every meeting of an input pixel and an output pixel, by pixel index. */
export function meetings(
  g: Geometry,
  visit: (inPixel: number, outPixel: number, tap: number) => void,
): void {
  for (let n = 0; n < g.batchSize; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++) {
        for (let ky = 0; ky < g.filterHeight; ky++) {
          const y = oy * g.strideHeight + ky * g.dilationHeight - g.padInfo.top;
          if (y < 0 || y >= g.inHeight) continue;
          for (let kx = 0; kx < g.filterWidth; kx++) {
            const x = ox * g.strideWidth + kx * g.dilationWidth -
              g.padInfo.left;
            if (x < 0 || x >= g.inWidth) continue;
            visit(
              (n * g.inHeight + y) * g.inWidth + x,
              (n * g.outHeight + oy) * g.outWidth + ox,
              ky * g.filterWidth + kx,
            );
          }
        }
      }
    }
  }
}
