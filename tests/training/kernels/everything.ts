import type { LoadedTask } from "../../../src/training/load_session.ts";
import { tf } from "../../../src/training/mod.ts";
import { load, regression } from "../helpers.ts";

const { layers } = tf;

/** One of everything that has a kernel of its own, small. */
export function everything(): Promise<LoadedTask> {
  return load({
    model: () =>
      tf.sequential({
        layers: [
          layers.conv2d({
            inputShape: [8, 8, 2],
            filters: 3,
            kernelSize: 3,
            padding: "same",
            activation: "relu",
          }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.separableConv2d({ filters: 4, kernelSize: 2 }),
          layers.batchNormalization(),
          layers.averagePooling2d({ poolSize: 2, strides: 1 }),
          layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2 }),
          layers.reshape({ targetShape: [4, 16] }),
          layers.layerNormalization(),
          layers.lstm({ units: 8 }),
          layers.dropout({ rate: 0.2 }),
          layers.dense({ units: 3 }),
        ],
      }),
    data: () => ({ train: regression(8, [8, 8, 2], [3]) }),
    unit: 2,
  });
}

/** Size of the wasm backend's heap. */
export function heapBytes(): number {
  const backend = tf.backend() as unknown as {
    wasm: { asm: { memory: WebAssembly.Memory } };
  };
  return backend.wasm.asm.memory.buffer.byteLength;
}
