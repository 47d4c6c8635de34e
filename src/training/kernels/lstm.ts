import * as tf from "@tensorflow/tfjs-core";
import { register, type Save } from "./register.ts";
import type { Tensor } from "./tensor.ts";
import { type KernelArgs, pointer } from "./wasm_backend.ts";
import { scratch, wasmModule } from "./wasm_module.ts";

const FORWARD = "DroverLstmStep", BACKWARD = "DroverLstmStepBack";

/** An LSTM's weights, gates in the order input, forget, candidate, output. */
export interface LstmWeights {
  /** (inputs, 4 units) */
  kernel: Tensor;
  /** (units, 4 units) */
  recurrent: Tensor;
  /** (4 units) */
  bias: Tensor;
}

/** How an LSTM is to be run. */
export interface LstmOptions {
  /** Gates by the piecewise linear stand-in for the logistic function. */
  hard: boolean;
  /** All outputs rather than the last one. */
  sequences: boolean;
}

/** Kernels of {@linkcode lstm}: one step each, so that they stay short. */
export function registerLstm(): void {
  // Both write into tensors that are given: nobody else holds them.
  register(FORWARD, () => (args) => {
    const { at, batch, units, backend } = placeOf(args);
    const { gates, recurrent, h, c } = args.inputs;
    const { t, hard } = args.attrs;
    const row = 4 * batch * units;
    const module = wasmModule(backend);
    module.lstmStep(
      at(gates!) + 4 * row * t,
      at(recurrent!),
      t > 0 ? at(h!) + row * (t - 1) : 0,
      t > 0 ? at(c!) + row * (t - 1) : 0,
      at(h!) + row * t,
      at(c!) + row * t,
      batch,
      units,
      hard,
      scratch(backend, module.gemmScratch()),
    );
    return alias(args, gates!);
  });
  register(BACKWARD, () => (args) => {
    const { at, batch, units, backend } = placeOf(args);
    const { gates, recurrent, c, dy, dh, dc } = args.inputs;
    const { t, hard } = args.attrs;
    const row = 4 * batch * units;
    const module = wasmModule(backend);
    if (dy) module.addTo(at(dh!), at(dy) + row * t, batch * units);
    module.lstmStepBack(
      at(gates!) + 4 * row * t,
      at(recurrent!),
      at(c!) + row * t,
      t > 0 ? at(c!) + row * (t - 1) : 0,
      at(dh!),
      at(dc!),
      batch,
      units,
      hard,
      scratch(backend, module.gemmScratch()),
    );
    return alias(args, gates!);
  });
}

function placeOf({ inputs, backend }: KernelArgs) {
  const [, batch, units] = inputs.c!.shape as [number, number, number];
  const at = (tensor: tf.TensorInfo) => pointer(backend, tensor);
  return { at, batch, units, backend };
}

/** A kernel must have a result: one more name for what was written. */
function alias({ backend }: KernelArgs, x: tf.TensorInfo): tf.TensorInfo {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/**
 * An LSTM from a state of zeros, on wasm only: the products with the inputs are
 * one matrix product for all steps, and so are the weights' gradients.
 *
 * @param x (batch, steps, inputs)
 * @param weights The weights; units must be a multiple of 4
 * @returns (batch, steps, units) or (batch, units)
 */
export function lstm(
  x: Tensor,
  { kernel, recurrent, bias }: LstmWeights,
  { hard, sequences }: LstmOptions,
): Tensor {
  const [batch, steps, width] = x.shape as [number, number, number];
  const units = recurrent.shape[0]!;
  const run = (name: string, inputs: tf.NamedTensorMap, t: number) =>
    (tf.engine().runKernel(name, inputs, {
      t,
      hard: hard ? 1 : 0,
    }) as tf.Tensor)
      .dispose();
  const op = tf.customGrad((...args) => {
    const save = args.pop() as Save;
    const [x, kernel, recurrent, bias] = args as tf.Tensor[];
    const rows = tf.reshape(tf.transpose(x!, [1, 0, 2]), [
      steps * batch,
      width,
    ]);
    const gates = tf.add(tf.matMul(rows, kernel!), bias!);
    const h = tf.zeros([steps, batch, units]);
    const c = tf.zeros([steps, batch, units]);
    for (let t = 0; t < steps; t++) {
      run(FORWARD, { gates, recurrent: recurrent!, h, c }, t);
    }
    save([rows, kernel!, recurrent!, gates, h, c]);
    const value = sequences
      ? tf.transpose(h, [1, 0, 2])
      : tf.reshape(tf.slice(h, [steps - 1, 0, 0]), [batch, units]);
    return { value, gradFunc };
  });
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const [rows, kernel, recurrent, gates, h, c] = saved as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const later = sequences ? tf.transpose(dy, [1, 0, 2]) : null;
    const dh = sequences ? tf.zeros([batch, units]) : tf.add(dy, 0);
    const dc = tf.zeros([batch, units]);
    for (let t = steps - 1; t >= 0; t--) {
      const inputs = { gates, recurrent, c, dh, dc };
      run(BACKWARD, later ? { ...inputs, dy: later } : inputs, t);
    }
    const before = (steps - 1) * batch;
    const dRows = tf.matMul(gates, kernel, false, true);
    return [
      tf.transpose(tf.reshape(dRows, [steps, batch, width]), [1, 0, 2]),
      tf.matMul(rows, gates, true, false),
      tf.matMul(
        tf.slice(tf.reshape(h, [-1, units]), [0, 0], [before, units]),
        tf.slice(gates, [batch, 0]),
        true,
        false,
      ),
      tf.sum(gates, 0),
    ];
  };
  return op(x, kernel, recurrent, bias);
}
