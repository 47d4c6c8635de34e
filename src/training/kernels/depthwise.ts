import type { TensorInfo } from "@tensorflow/tfjs-core";
import { register } from "./register.ts";
import { clear, type KernelArgs, pointer } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";
import { convolution, isEmpty, placing, sizes } from "./window.ts";

/** What of x, w and y the compiled function computes from the other two. */
const OUTPUT = 0, INPUT = 1, FILTER = 2;

/** Depthwise (and so separable) convolutions and their gradients. */
export function registerDepthwise(): void {
  register("DepthwiseConv2dNative", () => (args) => {
    const { x, filter } = args.inputs;
    return compute(OUTPUT, args, x!.shape, filter!.shape);
  });
  register("DepthwiseConv2dNativeBackpropInput", () => (args) => {
    const { filter } = args.inputs;
    return compute(INPUT, args, args.attrs.inputShape, filter!.shape);
  });
  register("DepthwiseConv2dNativeBackpropFilter", () => (args) => {
    const { x } = args.inputs;
    return compute(FILTER, args, x!.shape, args.attrs.filterShape);
  });
}

function compute(
  of: typeof OUTPUT | typeof INPUT | typeof FILTER,
  { inputs, attrs, backend }: KernelArgs,
  inShape: number[],
  filterShape: number[],
): TensorInfo {
  const window = convolution(inShape, filterShape, attrs, true);
  const shape = [window.outShape, inShape, filterShape][of]!;
  const out = backend.makeOutput(shape, "float32");
  if (isEmpty(window)) {
    clear(backend, out);
    return out;
  }
  wasmModule(backend).depthwise(
    of,
    pointer(backend, of === INPUT ? out : inputs.x!),
    pointer(backend, of === FILTER ? out : inputs.filter!),
    pointer(backend, of === OUTPUT ? out : inputs.dy!),
    ...sizes(window),
    filterShape[3]!,
    ...placing(window),
  );
  return out;
}
