import type { TensorInfo } from "@tensorflow/tfjs-core";
import { noteFusedConv2D } from "./fused_gradients.ts";
import { register } from "./register.ts";
import {
  clear,
  type KernelArgs,
  pointer,
  sizeOf,
  type WasmBackend,
} from "./wasm_backend.ts";
import { scratch, wasmModule } from "./wasm_module.ts";
import { convolution, isEmpty, placing, sizes, type Window } from "./window.ts";

/** Bytes at the edge of tiles. */
const EDGE = 128;
const RELU = 2;

/** Convolutions and their gradients. */
export function registerConv2D(): void {
  register("Conv2D", () => (args) => forward(args, 0, 0));
  register("FusedConv2D", (original) => (args) => {
    const { bias } = args.inputs;
    const { activation, dataFormat } = args.attrs;
    const known = activation === "linear" || activation === "relu";
    const row = !bias ||
      sizeOf(bias.shape) === args.inputs.filter!.shape[3];
    if (!known || !row || dataFormat === "NCHW") return original!(args);
    const biasAt = bias ? pointer(args.backend, bias) : 0;
    const mode = activation === "relu" ? RELU : 0;
    return noteFusedConv2D(forward(args, biasAt, mode), args);
  });
  register("Conv2DBackpropInput", () => backpropInput);
  register("Conv2DBackpropFilter", () => backpropFilter);
}

function forward(
  { inputs, attrs, backend }: KernelArgs,
  bias: number,
  mode: number,
): TensorInfo {
  const x = inputs.x!, filter = inputs.filter!;
  const window = convolution(x.shape, filter.shape, attrs);
  const out = backend.makeOutput(window.outShape, "float32");
  if (isEmpty(window)) return cleared(backend, out);
  const module = wasmModule(backend);
  const rows = window.filterHeight * window.filterWidth * window.inChannels;
  const packedBytes = panelBytes(rows, window.outChannels);
  const edge = scratch(backend, EDGE + packedBytes + frameBytes(window));
  const packed = edge + EDGE;
  module.packFilters(
    pointer(backend, filter),
    rows,
    window.outChannels,
    packed,
  );
  module.conv2d(
    pointer(backend, x),
    packed,
    pointer(backend, out),
    ...sizes(window),
    window.outChannels,
    ...placing(window),
    bias,
    mode,
    packed + packedBytes,
    edge,
  );
  return out;
}

function backpropInput({ inputs, attrs, backend }: KernelArgs): TensorInfo {
  const dy = inputs.dy!, filter = inputs.filter!;
  const window = convolution(attrs.inputShape, filter.shape, attrs);
  const out = backend.makeOutput(window.inShape, "float32");
  if (isEmpty(window)) return cleared(backend, out);
  const { filterHeight, filterWidth, inChannels, outChannels } = window;
  const taps = filterHeight * filterWidth;
  const packedBytes = panelBytes(taps * outChannels, inChannels);
  const partBytes = 4 * window.inHeight * window.inWidth * inChannels;
  // What the dense convolution of dy looks at is at most this wide and high.
  const reachY = (filterHeight - 1) * window.dilationHeight;
  const reachX = (filterWidth - 1) * window.dilationWidth;
  const framed = 4 * outChannels * (window.inHeight + reachY) *
    (window.inWidth + reachX);
  const edge = scratch(backend, EDGE + packedBytes + framed + partBytes);
  const packed = edge + EDGE;
  wasmModule(backend).conv2dInput(
    pointer(backend, dy),
    pointer(backend, filter),
    pointer(backend, out),
    ...sizes(window),
    outChannels,
    ...placing(window),
    packed,
    packed + packedBytes,
    packed + packedBytes + framed,
    edge,
  );
  return out;
}

function backpropFilter({ inputs, attrs, backend }: KernelArgs): TensorInfo {
  const x = inputs.x!, dy = inputs.dy!;
  const window = convolution(x.shape, attrs.filterShape, attrs);
  const out = backend.makeOutput(window.filterShape, "float32");
  if (isEmpty(window)) return cleared(backend, out);
  const module = wasmModule(backend);
  const frame = frameBytes(window);
  const edge = scratch(
    backend,
    EDGE + frame + module.filterScratch(window.outWidth),
  );
  module.conv2dFilter(
    pointer(backend, x),
    pointer(backend, dy),
    pointer(backend, out),
    ...sizes(window),
    window.outChannels,
    ...placing(window),
    edge + EDGE,
    edge + EDGE + frame,
    edge,
  );
  return out;
}

function cleared(backend: WasmBackend, tensor: TensorInfo): TensorInfo {
  clear(backend, tensor);
  return tensor;
}

/** A packed matrix of so many rows and columns. */
function panelBytes(rows: number, columns: number): number {
  return 32 * rows * Math.ceil(columns / 8);
}

/** One image with what the window sees of its padding. */
function frameBytes(w: Window): number {
  const height = (w.outHeight - 1) * w.strideHeight +
    (w.filterHeight - 1) * w.dilationHeight + 1;
  const width = (w.outWidth - 1) * w.strideWidth +
    (w.filterWidth - 1) * w.dilationWidth + 1;
  return 4 * height * width * w.inChannels;
}
