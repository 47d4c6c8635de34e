/**
 * Shows each fault of TensorFlow.js 4.22.0 that upstream-faults.md describes, on
 * the packages as they are shipped: what it should be and what it is.
 *
 *     deno run -P=test docs/upstream/faults.ts
 *
 * @module
 */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

/** One fault: what it is called and how it shows. */
interface Fault {
  title: string;
  backend: "wasm" | "cpu";
  /** What should be, and what is; or throws what a user sees. */
  show: () => [expected: unknown, actual: unknown];
}

const values = (t: tf.Tensor) => Array.from(t.dataSync());
const run = (name: string, inputs: object, attrs: object) =>
  tf.engine().runKernel(name, inputs as never, attrs as never) as tf.Tensor;

/** Central difference of a function of one of the values of x. */
function slope(f: (x: tf.Tensor) => tf.Tensor, x: number[], shape: number[]) {
  return x.map((_, i) => {
    const at = (h: number) =>
      f(tf.tensor(x.map((v, j) => j === i ? v + h : v), shape)).dataSync()[0]!;
    return Math.round(100 * (at(0.01) - at(-0.01)) / 0.02) / 100;
  });
}

const FAULTS: readonly Fault[] = [
  {
    title: "MaxPoolGrad of windows without positive values",
    backend: "wasm",
    show: () => {
      const x = tf.tensor4d([-4, -3, -2, -1], [1, 2, 2, 1]);
      const y = tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 0)));
      return [[0, 0, 0, 1], values(y(x))];
    },
  },
  {
    title: "DepthwiseConv2dNative with unequal strides",
    backend: "wasm",
    show: () => {
      const x = tf.ones([1, 3, 2, 1]) as tf.Tensor4D;
      const w = tf.ones([2, 2, 1, 1]) as tf.Tensor4D;
      const y = tf.depthwiseConv2d(x, w, [3, 1], "same");
      return [[4, 2], values(y)];
    },
  },
  {
    title: "A convolution padded by a number, with a filter that is not square",
    backend: "cpu",
    show: () => {
      const x = tf.ones([1, 5, 5, 1]) as tf.Tensor4D;
      const w = tf.ones([3, 1, 1, 1]) as tf.Tensor4D;
      return [[1, 5, 7, 1], tf.conv2d(x, w, 1, 1).shape];
    },
  },
  {
    title: "AvgPoolGrad with padding counts the padding",
    backend: "cpu",
    show: () => {
      const f = (x: tf.Tensor) =>
        tf.sum(tf.avgPool(x as tf.Tensor4D, 2, 1, "same"));
      const x = [1, 2, 3, 4];
      const g = tf.grad(f)(tf.tensor(x, [1, 2, 2, 1]));
      return [slope(f, x, [1, 2, 2, 1]), values(g)];
    },
  },
  {
    title: "ResizeNearestNeighborGrad of a second example",
    backend: "cpu",
    show: () => {
      const images = tf.zeros([2, 1, 1, 1]);
      const dy = tf.tensor4d([1, 1, 1, 1, 2, 2, 2, 2], [2, 2, 2, 1]);
      const attrs = { alignCorners: false, halfPixelCenters: false };
      const dx = run("ResizeNearestNeighborGrad", { images, dy }, attrs);
      return [[4, 8], values(dx)];
    },
  },
  {
    title: "Dilation2D of negative values",
    backend: "wasm",
    show: () => {
      const x = tf.tensor4d([-1, -2, -3, -4], [1, 2, 2, 1]);
      const filter = tf.zeros([2, 2, 1]) as tf.Tensor3D;
      return [[-1], values(tf.dilation2d(x, filter, 1, "valid"))];
    },
  },
  ...[
    "Conv2DBackpropFilter",
    "DepthwiseConv2dNativeBackpropFilter",
    "DepthwiseConv2dNativeBackpropInput",
    "UnsortedSegmentSum",
    "Einsum",
  ].map((name): Fault => ({
    title: `There is no ${name}`,
    backend: "wasm",
    show: () => ["a kernel", tf.getKernel(name, "wasm") ?? "none"],
  })),
  {
    title: "The gradient of a dilated convolution is refused",
    backend: "cpu",
    show: () => {
      const x = tf.ones([1, 5, 5, 1]) as tf.Tensor4D;
      const w = tf.ones([2, 2, 1, 1]) as tf.Tensor4D;
      const f = (w: tf.Tensor) =>
        tf.sum(tf.conv2d(x, w as tf.Tensor4D, 1, "valid", "NHWC", 2));
      return [[9, 9, 9, 9], values(tf.grad(f)(w))];
    },
  },
  {
    title: "The gradient of tile() runs a slice and an addition a repetition",
    backend: "wasm",
    show: () => {
      let kernels = 0;
      const engine = tf.engine() as unknown as {
        runKernelFunc: (params: unknown) => unknown;
      };
      const original = engine.runKernelFunc;
      engine.runKernelFunc = function (params) {
        kernels++;
        return original.call(this, params);
      };
      tf.grad((x) => tf.sum(tf.tile(x, [1000, 1])))(tf.ones([1, 2]));
      engine.runKernelFunc = original;
      return ["a few kernels", `${kernels} kernels`];
    },
  },
  {
    title: "A fused layer computes the gradient of its data, for nobody",
    backend: "wasm",
    show: () => {
      const a = tf.ones([64, 784]) as tf.Tensor2D;
      const b = tf.variable(tf.ones([784, 10]) as tf.Tensor2D);
      let products = 0;
      const kernel = tf.getKernel("BatchMatMul", "wasm");
      tf.unregisterKernel("BatchMatMul", "wasm");
      tf.registerKernel({
        ...kernel,
        kernelFunc: (args) => {
          products++;
          return kernel.kernelFunc(args);
        },
      });
      tf.variableGrads(() => tf.sum(tf.fused.matMul({ a, b })), [b]);
      return ["1 product", `${products} products`];
    },
  },
  {
    title: "clone() copies the values",
    backend: "wasm",
    show: () => {
      const x = tf.ones([1]);
      const at = (t: tf.Tensor) =>
        (tf.backend() as unknown as {
          getMemoryOffset(dataId: object): number;
        }).getMemoryOffset(t.dataId);
      const same = at(x) === at(tf.clone(x));
      return ["one memory", same ? "one memory" : "two memories"];
    },
  },
  {
    title: "The orthogonal initialiser, a default LSTM's, without chained ops",
    backend: "cpu",
    show: () => {
      const made = layers.initializers.orthogonal({}).apply([4, 4]);
      return ["a matrix", made.shape.length === 2 ? "a matrix" : made.shape];
    },
  },
  {
    title: "A softmax layer's default axis is 1 rather than the last",
    backend: "cpu",
    show: () => {
      const layer = layers.layers.softmax();
      const y = layer.apply(tf.ones([1, 2, 4])) as tf.Tensor;
      return [Array(8).fill(0.25), values(y)];
    },
  },
];

let shown = 0;
for (const { title, backend, show } of FAULTS) {
  await tf.setBackend(backend);
  await tf.ready();
  let expected: unknown = "an answer", actual: unknown;
  try {
    [expected, actual] = show();
  } catch (error) {
    actual = `Error: ${(error as Error).message.split("\n")[0]}`;
  }
  const wrong = JSON.stringify(expected) !== JSON.stringify(actual);
  if (wrong) shown++;
  console.log(`${wrong ? "FAULT" : "fine "} (${backend}) ${title}`);
  console.log(`  should be ${JSON.stringify(expected)}`);
  console.log(`  is        ${JSON.stringify(actual)}`);
}
console.log(`${shown} of ${FAULTS.length} faults show`);
