import type { Parameter } from "./parameters.ts";
import type { Layout } from "./task_info.ts";
import { readInto, writeFrom } from "./tfjs/backend.ts";
import type * as tf from "./tfjs/tf.ts";

/**
 * A model's variables seen as one flat vector, trainable values first, then
 * state, in and out at the cost of a memcpy.
 */
export class FlatVariables {
  /** Lengths of the two parts. */
  readonly layout: Layout;
  /** Trainable weights, in the vector's order. */
  readonly trainable: Parameter[];
  /** State weights, in the vector's order. */
  readonly state: Parameter[];

  /** @param parameters The model's weights; frozen ones have no place here */
  constructor(parameters: Parameter[]) {
    this.trainable = parameters.filter((p) => p.kind === "trainable");
    this.state = parameters.filter((p) => p.kind === "state");
    const size = (of: Parameter[]) => of.reduce((n, p) => n + p.size, 0);
    this.layout = { trainable: size(this.trainable), state: size(this.state) };
  }

  /**
   * Sets all variables.
   *
   * @throws {RangeError} If the view has another length
   */
  write(view: Float32Array): void {
    const { trainable, state } = this.layout;
    if (view.length !== trainable + state) {
      throw new RangeError(
        `A view holds ${trainable + state} values here, not ${view.length}`,
      );
    }
    let at = 0;
    for (const { variable, size } of [...this.trainable, ...this.state]) {
      writeFrom(variable, view.subarray(at, at += size));
    }
  }

  /**
   * Overwrites a view by the gradient, scaled, and by how far the state has
   * moved away from the view.
   */
  read(
    grads: tf.NamedTensorMap,
    scale: number,
    view: Float32Array,
    into: (tensor: tf.Tensor, out: Float32Array) => void = readInto,
  ): void {
    let at = 0;
    for (const { variable, size } of this.trainable) {
      const to = view.subarray(at, at += size);
      const gradient = grads[variable.name];
      if (gradient) into(gradient, to);
      else to.fill(0); // a weight that the loss does not depend on
    }
    if (scale !== 1) { for (let i = 0; i < at; i++) view[i]! *= scale; }
    for (const { variable, size } of this.state) {
      const after = new Float32Array(size);
      into(variable, after);
      for (let i = 0; i < size; i++) view[at + i] = after[i]! - view[at + i]!;
      at += size;
    }
  }

  /** The first weight with a value that is not finite. */
  nonFinite(values: Float32Array): string | undefined {
    let at = 0;
    return [...this.trainable, ...this.state].find(({ size }) =>
      !isAllFinite(values.subarray(at, at += size))
    )?.name;
  }
}

/** 0 * x is NaN for x infinite or NaN, and stays so in the sum. */
export function isAllFinite(values: Float32Array): boolean {
  let a = 0, b = 0, c = 0, d = 0;
  const end = values.length & ~3;
  for (let i = 0; i < end; i += 4) {
    a += values[i]! * 0;
    b += values[i + 1]! * 0;
    c += values[i + 2]! * 0;
    d += values[i + 3]! * 0;
  }
  for (let i = end; i < values.length; i++) a += values[i]! * 0;
  return a + b + c + d === 0;
}
