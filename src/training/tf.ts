// Registered so that a program outside of the worker has a backend, too.
import "@tensorflow/tfjs-backend-wasm";
import { layers } from "./tfjs/mistyped_options.ts";
import * as tfjs from "./tfjs/tf.ts";

/**
 * TensorFlow.js as tutorials show it: the core (`tf.tensor`, `tf.losses`, …)
 * and the layers (`tf.sequential`, `tf.layers`, …) under one name, and
 * `tensor.method()` for every op. Two copies of it do not mix, so a task must
 * use this one.
 *
 * @example
 * ```ts
 * import { tf } from "./mod.ts";
 *
 * await tf.ready(); // not needed in a task: the worker has done so
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ inputShape: [4], units: 2 })],
 * });
 * const shape = (x: tf.Tensor) => x.square().shape;
 * ```
 */
export const tf: typeof import("./tfjs/tf.ts") = Object.freeze({
  ...tfjs,
  layers,
});

/** Types of TensorFlow.js under the name of its values. */
export declare namespace tf {
  /** An array of numbers of any rank. */
  export type Tensor = InstanceType<
    (typeof import("./tfjs/tf.ts"))["Tensor"]
  >;
  /** A single number. */
  export type Scalar = ReturnType<
    (typeof import("./tfjs/tf.ts"))["scalar"]
  >;
  /** A vector. */
  export type Tensor1D = ReturnType<
    (typeof import("./tfjs/tf.ts"))["tensor1d"]
  >;
  /** A matrix. */
  export type Tensor2D = ReturnType<
    (typeof import("./tfjs/tf.ts"))["tensor2d"]
  >;
  /** A tensor of rank 3. */
  export type Tensor3D = ReturnType<
    (typeof import("./tfjs/tf.ts"))["tensor3d"]
  >;
  /** A tensor of rank 4, such as a batch of images. */
  export type Tensor4D = ReturnType<
    (typeof import("./tfjs/tf.ts"))["tensor4d"]
  >;
  /** A tensor of rank 5. */
  export type Tensor5D = ReturnType<
    (typeof import("./tfjs/tf.ts"))["tensor5d"]
  >;
  /** Tensors by name. */
  export type NamedTensorMap = Record<string, Tensor>;
  /** A tensor whose value can change. */
  export type Variable = InstanceType<
    (typeof import("./tfjs/tf.ts"))["Variable"]
  >;
  /** What a tensor's numbers are. */
  export type DataType = "float32" | "int32" | "bool" | "complex64" | "string";
  /** A shape, null where a dimension is free. */
  export type Shape = (number | null)[];
  /** A model of layers. */
  export type LayersModel = InstanceType<
    (typeof import("./tfjs/tf.ts"))["LayersModel"]
  >;
  /** A model whose layers follow one another. */
  export type Sequential = InstanceType<
    (typeof import("./tfjs/tf.ts"))["Sequential"]
  >;
  /** A tensor to be, between the layers of a model. */
  export type SymbolicTensor = InstanceType<
    (typeof import("./tfjs/tf.ts"))["SymbolicTensor"]
  >;
  /** Types of `tf.layers`. */
  export namespace layers {
    /** The base of all layers. */
    export type Layer = InstanceType<
      (typeof import("./tfjs/tf.ts"))["layers"]["Layer"]
    >;
  }
}
