import { register } from "./register.ts";
import { clear, pointer } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";
import { isEmpty, placing, pooling, sizes } from "./window.ts";

/** Gradients of max and average pooling. */
export function registerPooling(): void {
  register("MaxPoolGrad", () => ({ inputs, attrs, backend }) => {
    const x = inputs.input!;
    const window = pooling(x.shape, attrs);
    const dx = backend.makeOutput(x.shape, "float32");
    if (isEmpty(window)) clear(backend, dx);
    else {
      wasmModule(backend).maxPoolGradient(
        pointer(backend, x),
        pointer(backend, inputs.dy!),
        pointer(backend, dx),
        ...sizes(window),
        ...placing(window),
      );
    }
    return dx;
  });
  register("AvgPoolGrad", () => ({ inputs, attrs, backend }) => {
    const x = inputs.input!;
    const window = pooling(x.shape, attrs);
    const dx = backend.makeOutput(x.shape, "float32");
    if (isEmpty(window)) clear(backend, dx);
    else {
      wasmModule(backend).avgPoolGradient(
        pointer(backend, inputs.dy!),
        pointer(backend, dx),
        ...sizes(window),
        ...placing(window),
      );
    }
    return dx;
  });
}
