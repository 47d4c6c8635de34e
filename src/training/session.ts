import { Cancelled, GradientError } from "./errors.ts";
import { FlatVariables, isAllFinite } from "./flat_variables.ts";
import type { LoadedData } from "./load_data.ts";
import { type Objective, takesClasses } from "./losses.ts";
import type { Parameter } from "./parameters.ts";
import type { Task } from "./task.ts";
import type { Layout } from "./task_info.ts";
import { writeFrom } from "./tfjs/backend.ts";
import { runScoped } from "./tfjs/engine_hooks.ts";
import { seeded } from "./tfjs/seeded.ts";
import * as tf from "./tfjs/tf.ts";
import { type Batch, gather, Units } from "./units.ts";

/** What one unit says of a view. */
export interface GradientResult {
  /**
   * Gradient of the mean loss over the unit, length trainable. That of a
   * smaller last unit is scaled by examples/unit, so that over an epoch every
   * example counts the same.
   */
  gradient: Float32Array;
  /** State after the forward pass minus the view's, length state, not scaled. */
  state: Float32Array;
  /** Mean loss over the unit's examples, with regularizers. */
  loss: number;
  /** Time that it took, in milliseconds. */
  computeMs: number;
  /** Number of examples in the unit. */
  examples: number;
}

/** Loss and metrics on the validation data. */
export interface Evaluation {
  /** Mean loss over the examples. */
  loss: number;
  /** Means of the metrics over the examples, by name. */
  metrics: Record<string, number>;
  /** Number of examples. */
  examples: number;
}

/** Examples in a batch when evaluating. */
const EVALUATION_BATCH = 256;

/**
 * A task in memory, ready to compute gradients, in the worker's thread. Views
 * are flat: trainable values, then state.
 */
export class TrainingSession {
  /** Lengths of the parts of a view. */
  readonly layout: Layout;
  /** The units of the training data. */
  readonly units: Units;
  /** The model. */
  readonly model: tf.LayersModel;
  readonly #task: Task;
  readonly #data: LoadedData;
  readonly #objective: Objective;
  readonly #flat: FlatVariables;
  readonly #classes: boolean;

  /** Use `loadSession`, which checks what it is given. */
  constructor(
    task: Task,
    model: tf.LayersModel,
    data: LoadedData,
    objective: Objective,
    parameters: Parameter[],
  ) {
    this.#task = task;
    this.model = model;
    this.#data = data;
    this.#objective = objective;
    this.units = new Units(data.train, task.unit, task.seed);
    this.#flat = new FlatVariables(parameters);
    this.layout = this.#flat.layout;
    const output = model.outputs[0]!.shape.slice(1) as number[];
    const labelShape = data.train.labelShape;
    this.#classes = takesClasses(task.loss, labelShape, output);
    for (const { kind, variable, initial } of parameters) {
      if (kind === "frozen") writeFrom(variable, Float32Array.from(initial));
    }
  }

  /**
   * @param view Where to compute it; consumed: the result lies in its memory
   * @param unit The unit
   * @param seed Decides dropout masks and other noise
   * @param cancelled Asked before each op; true breaks off
   * @returns The result, or null where it was cancelled
   * @throws {GradientError} If the loss or the gradient is not finite
   */
  gradient(
    view: Float32Array,
    unit: number,
    seed: number,
    cancelled: (() => boolean) | null = null,
  ): GradientResult | null {
    const start = performance.now();
    const check = cancelled &&
      (() => {
        if (cancelled()) throw new Cancelled();
      });
    let examples = 0;
    let loss = NaN;
    try {
      runScoped(() => {
        check?.();
        const batch = this.units.batch(unit, this.#takesIntegers());
        examples = batch.count;
        this.#flat.write(view);
        const [inputs, labels] = this.#tensors(batch);
        const { value, grads } = seeded(
          ["step", this.#task.seed, seed],
          () => this.#differentiate(inputs, labels),
        );
        loss = value.dataSync()[0]!;
        this.#flat.read(grads, examples / this.#task.unit, view);
      }, check);
    } catch (error) {
      if (error instanceof Cancelled) return null;
      throw error;
    }
    this.#checkFinite(unit, loss, view);
    const { trainable } = this.layout;
    const gradient = view.subarray(0, trainable);
    const state = view.subarray(trainable);
    const computeMs = performance.now() - start;
    return { gradient, state, loss, computeMs, examples };
  }

  /**
   * Loss and metrics of a view on the validation data, in inference mode.
   *
   * @param view The view
   * @param limit Look at the first so many examples only
   */
  evaluate(view: Float32Array, limit = Infinity): Evaluation {
    const dataset = this.#data.validation;
    const examples = Math.min(dataset?.count ?? 0, limit);
    const sums = new Float64Array(1 + this.#objective.metrics.length);
    const measures = [
      this.#objective.loss,
      ...this.#objective.metrics.map(([, metric]) => metric),
    ];
    runScoped(() => this.#flat.write(view), null);
    for (let at = 0; dataset && at < examples; at += EVALUATION_BATCH) {
      const count = Math.min(EVALUATION_BATCH, examples - at);
      const indices = Uint32Array.from({ length: count }, (_, i) => at + i);
      runScoped(() => {
        const batch = gather(dataset, indices, this.#takesIntegers());
        const [inputs, labels] = this.#tensors(batch);
        const predictions = this.#predict(inputs, false);
        measures.forEach((measure, i) => {
          const mean = tf.mean(
            tf.cast(measure(labels, predictions), "float32"),
          );
          sums[i]! += mean.dataSync()[0]! * count;
        });
      }, null);
    }
    const mean = (i: number) => examples === 0 ? NaN : sums[i]! / examples;
    return {
      loss: mean(0),
      metrics: Object.fromEntries(
        this.#objective.metrics.map(([name], i) => [name, mean(i + 1)]),
      ),
      examples,
    };
  }

  /** Puts a view into the model, for instance to save it. */
  assign(view: Float32Array): void {
    runScoped(() => this.#flat.write(view), null);
  }

  #differentiate(inputs: tf.Tensor, labels: tf.Tensor) {
    return tf.variableGrads(
      () => {
        const predictions = this.#predict(inputs, true);
        let loss = tf.mean(this.#objective.loss(labels, predictions));
        for (const penalty of this.model.calculateLosses()) {
          loss = tf.add(loss, penalty);
        }
        return loss as tf.Scalar;
      },
      this.#flat.trainable.map((p) => p.variable),
    );
  }

  #predict(inputs: tf.Tensor, training: boolean): tf.Tensor {
    return this.model.apply(inputs, { training }) as tf.Tensor;
  }

  #takesIntegers(): boolean {
    return this.model.inputs[0]!.dtype === "int32";
  }

  #tensors({ inputs, labels, count }: Batch): [tf.Tensor, tf.Tensor] {
    const { inputShape, labelShape } = this.#data.train;
    const output = this.model.outputs[0]!.shape.slice(1);
    const size = output.reduce<number>((a, b) => a * (b ?? NaN), 1);
    // A label for an output of shape [1] may be a bare number: without the
    // reshape, labels (b) against predictions (b, 1) would broadcast to (b, b).
    const same = !this.#classes && labels.length === count * size;
    const shape = same ? output as number[] : labelShape;
    return [
      tf.tensor(
        inputs,
        [count, ...inputShape],
        this.#takesIntegers() ? "int32" : "float32",
      ),
      tf.tensor(labels, [count, ...shape]),
    ];
  }

  #checkFinite(unit: number, loss: number, result: Float32Array): void {
    if (!Number.isFinite(loss)) {
      throw new GradientError(
        `The loss of unit ${unit} is ${loss}: training has diverged or the ` +
          "model computes the logarithm or quotient of 0; lower the learning " +
          "rate, clip gradients, or scale the inputs",
      );
    }
    if (isAllFinite(result)) return;
    const name = this.#flat.nonFinite(result);
    throw new GradientError(
      `The gradient of "${name}" in unit ${unit} is not finite, though the ` +
        `loss is ${loss}; lower the learning rate, clip gradients, or look for ` +
        "a square root, logarithm or quotient at 0 in the model",
    );
  }
}
