import { Cancelled, GradientError } from "./errors.ts";
import { FlatVariables, isAllFinite } from "./flat_variables.ts";
import type { LoadedData } from "./load_data.ts";
import { type Objective, takesClasses } from "./losses.ts";
import type { Parameter } from "./parameters.ts";
import type { Evaluation, GradientResult } from "./results.ts";
import type { Task } from "./task.ts";
import type { Layout } from "./task_info.ts";
import { writeFrom } from "./tfjs/backend.ts";
import { runScoped } from "./tfjs/engine_hooks.ts";
import { seeded } from "./tfjs/seeded.ts";
import * as tf from "./tfjs/tf.ts";
import { type Batch, gather, Units } from "./units.ts";

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
    let loss = NaN;
    const done = this.#run(
      view,
      unit,
      seed,
      cancelled,
      (value, grads, scale) => {
        loss = value.dataSync()[0]!;
        this.#flat.read(grads, scale, view);
      },
    );
    return done ? this.#result(unit, loss, view, start) : null;
  }

  /**
   * As `gradient`, for backends that hand over numbers only later.
   *
   * @throws {GradientError} If the loss or the gradient is not finite
   */
  async gradientLater(
    view: Float32Array,
    unit: number,
    seed: number,
    cancelled: (() => boolean) | null = null,
  ): Promise<GradientResult | null> {
    const start = performance.now();
    const wanted: tf.Tensor[] = [];
    let read = (_numbers: Map<tf.Tensor, Float32Array>) => {};
    const done = this.#run(
      view,
      unit,
      seed,
      cancelled,
      (value, grads, scale) => {
        wanted.push(value, ...Object.values(grads));
        for (const tensor of wanted) tf.keep(tensor);
        read = (numbers) =>
          this.#flat.read(
            grads,
            scale,
            view,
            (tensor, out) => out.set(numbers.get(tensor)!),
          );
      },
    );
    if (!done) return null;
    const all = [...wanted, ...this.#flat.state.map((p) => p.variable)];
    const numbers = await Promise.all(all.map((tensor) => tensor.data()));
    read(new Map(all.map((tensor, i) => [tensor, numbers[i] as Float32Array])));
    tf.dispose(wanted);
    return this.#result(unit, numbers[0]![0]!, view, start);
  }

  /** Loss and gradients, for `use` to read or keep; false where cancelled. */
  #run(
    view: Float32Array,
    unit: number,
    seed: number,
    cancelled: (() => boolean) | null,
    use: (value: tf.Scalar, grads: tf.NamedTensorMap, scale: number) => void,
  ): boolean {
    const check = cancelled &&
      (() => {
        if (cancelled()) throw new Cancelled();
      });
    try {
      runScoped(() => {
        check?.();
        const batch = this.units.batch(unit, this.#takesIntegers());
        this.#flat.write(view);
        const [inputs, labels] = this.#tensors(batch);
        const { value, grads } = seeded(
          ["step", this.#task.seed, seed],
          () => this.#differentiate(inputs, labels),
        );
        use(value, grads, batch.count / this.#task.unit);
      }, check);
      return true;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      throw error;
    }
  }

  #result(
    unit: number,
    loss: number,
    view: Float32Array,
    start: number,
  ): GradientResult {
    this.#checkFinite(unit, loss, view);
    const { trainable } = this.layout;
    return {
      gradient: view.subarray(0, trainable),
      state: view.subarray(trainable),
      loss,
      computeMs: performance.now() - start,
      examples: this.units.indices(unit).length,
    };
  }

  /**
   * Loss and metrics of a view on the validation data, in inference mode.
   *
   * @param view The view
   * @param limit Look at the first so many examples only
   */
  evaluate(view: Float32Array, limit = Infinity): Evaluation {
    const batches = this.#measure(view, limit);
    return this.#evaluation(batches, batches.map(([, t]) => t.dataSync()));
  }

  /** As `evaluate`, for backends that hand over numbers only later. */
  async evaluateLater(
    view: Float32Array,
    limit = Infinity,
  ): Promise<Evaluation> {
    const batches = this.#measure(view, limit);
    const means = await Promise.all(batches.map(([, t]) => t.data()));
    return this.#evaluation(batches, means);
  }

  /** For each batch of validation data its size and means, kept. */
  #measure(view: Float32Array, limit: number): [number, tf.Tensor][] {
    const dataset = this.#data.validation;
    const examples = Math.min(dataset?.count ?? 0, limit);
    const measures = [
      this.#objective.loss,
      ...this.#objective.metrics.map(([, metric]) => metric),
    ];
    const batches: [number, tf.Tensor][] = [];
    runScoped(() => this.#flat.write(view), null);
    for (let at = 0; dataset && at < examples; at += EVALUATION_BATCH) {
      const count = Math.min(EVALUATION_BATCH, examples - at);
      const indices = Uint32Array.from({ length: count }, (_, i) => at + i);
      runScoped(() => {
        const batch = gather(dataset, indices, this.#takesIntegers());
        const [inputs, labels] = this.#tensors(batch);
        const predictions = this.#predict(inputs, false);
        const means = measures.map((measure) =>
          tf.mean(tf.cast(measure(labels, predictions), "float32"))
        );
        batches.push([count, tf.keep(tf.stack(means))]);
      }, null);
    }
    return batches;
  }

  #evaluation(
    batches: [number, tf.Tensor][],
    means: ArrayLike<number>[],
  ): Evaluation {
    const examples = batches.reduce((sum, [count]) => sum + count, 0);
    const mean = (i: number) =>
      batches.reduce((sum, [n], b) => sum + n * means[b]![i]!, 0) / examples;
    for (const [, tensor] of batches) tensor.dispose();
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
