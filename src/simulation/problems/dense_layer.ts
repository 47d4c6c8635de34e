import type { Random } from "../../random/mod.ts";

/** One layer of a perceptron: z = W^T v + b, and a ReLU but for the last. */
export class DenseLayer {
  /** Parameters: W of shape (inputs, outputs), row-major, then b. */
  readonly size: number;
  /** What it gave last, length outputs. */
  readonly outputs: Float64Array;
  /** d loss / d outputs, to be written before {@linkcode DenseLayer.backward}. */
  readonly slopes: Float64Array;
  readonly #width: number;
  readonly #at: number;

  /** @param at where its parameters start in x */
  constructor(inputs: number, outputs: number, at: number) {
    this.size = inputs * outputs + outputs;
    this.outputs = new Float64Array(outputs);
    this.slopes = new Float64Array(outputs);
    this.#width = inputs;
    this.#at = at;
  }

  /** He-normal weights (He et al., arXiv 1502.01852); biases stay as they are. */
  initialise(x: Float64Array, random: Random): void {
    const deviation = Math.sqrt(2 / this.#width);
    const weights = this.#width * this.outputs.length;
    for (let i = 0; i < weights; i++) {
      x[this.#at + i] = deviation * random.normal();
    }
  }

  /** @returns the outputs, overwritten by the next call */
  forward(
    inputs: ArrayLike<number>,
    x: Float32Array,
    isHidden: boolean,
  ): Float64Array {
    const z = this.outputs, n = z.length, width = this.#width;
    let at = this.#at;
    const bias = at + width * n;
    for (let c = 0; c < n; c++) z[c] = x[bias + c]!;
    for (let j = 0; j < width; j++, at += n) {
      const value = inputs[j]!;
      // Of hidden units about half are 0.
      if (value === 0) continue;
      for (let c = 0; c < n; c++) z[c]! += value * x[at + c]!;
    }
    if (isHidden) {
      for (let c = 0; c < n; c++) if (!(z[c]! > 0)) z[c] = 0;
    }
    return z;
  }

  /**
   * Adds to the gradient.
   *
   * @param inputs as {@linkcode DenseLayer.forward} was given them
   * @param below receives d loss / d inputs, 0 where a ReLU below was off; left
   * out for the first layer
   */
  backward(
    inputs: ArrayLike<number>,
    x: Float32Array,
    gradient: Float64Array,
    below?: Float64Array,
  ): void {
    const { slopes } = this, n = slopes.length, width = this.#width;
    let at = this.#at;
    for (let j = 0; j < width; j++, at += n) {
      const value = inputs[j]!;
      if (value === 0) {
        if (below !== undefined) below[j] = 0;
        continue;
      }
      for (let c = 0; c < n; c++) gradient[at + c]! += value * slopes[c]!;
      if (below === undefined) continue;
      let sum = 0;
      for (let c = 0; c < n; c++) sum += x[at + c]! * slopes[c]!;
      below[j] = sum;
    }
    for (let c = 0; c < n; c++) gradient[at + c]! += slopes[c]!;
  }
}
