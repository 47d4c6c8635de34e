import { register } from "./register.ts";
import { pointer, sizeOf } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";

/** Gradient of gathering rows, such as an embedding's. */
export function registerSegmentSum(): void {
  register("UnsortedSegmentSum", () => ({ inputs, attrs, backend }) => {
    const x = inputs.x!, ids = inputs.segmentIds!;
    const { numSegments } = attrs;
    const idRank = ids.shape.length;
    const inner = x.shape.slice(idRank);
    const out = backend.makeOutput([numSegments, ...inner], x.dtype);
    if (x.dtype !== "float32") {
      throw new Error(
        `Cannot sum segments of ${x.dtype}: cast the tensor to float32`,
      );
    }
    wasmModule(backend).segmentSum(
      pointer(backend, x),
      pointer(backend, ids),
      pointer(backend, out),
      sizeOf(ids.shape),
      sizeOf(inner),
      numSegments,
    );
    return out;
  });
}
