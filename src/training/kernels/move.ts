import { util } from "@tensorflow/tfjs-core";
import { register } from "./register.ts";
import { type KernelArgs, pointer, sizeOf } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";

/** Ops that only move numbers, which the backend does one by one. */
export function registerMoves(): void {
  // The backend copies; the core asks for one for all that a gradient saves.
  register("Identity", () => ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputs.x!;
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  });
  register(
    "Transpose",
    (original) => (args) => transpose(args) ?? original!(args),
  );
  register("GatherV2", (original) => (args) => gather(args) ?? original!(args));
  register(
    "Unpack",
    (original) => (args) => unpack(args) ?? original!(args) as never,
  );
}

function isWord(dtype: string): boolean {
  return dtype === "float32" || dtype === "int32";
}

/** Null where the values are not of 4 bytes. */
function transpose({ inputs, attrs, backend }: KernelArgs) {
  const x = inputs.x!;
  const perm: number[] = attrs.perm;
  if (!isWord(x.dtype) || sizeOf(x.shape) === 0) return null;
  const strides = x.shape.map((_, d) => 4 * sizeOf(x.shape.slice(d + 1)));
  // Axes that stay neighbours are one.
  const axes: [size: number, step: number][] = [];
  for (const d of perm) {
    const size = x.shape[d]!, step = strides[d]!;
    const before = axes.at(-1);
    if (size === 1) continue;
    if (before && before[1] === size * step) {
      axes[axes.length - 1] = [before[0] * size, step];
    } else axes.push([size, step]);
  }
  while (axes.length < 4) axes.unshift([1, 0]);
  const out = backend.makeOutput(perm.map((d) => x.shape[d]!), x.dtype);
  const inner = axes.splice(-4);
  const bytes = 4 * sizeOf(inner.map(([size]) => size));
  let to = pointer(backend, out);
  /** Axes beyond the fourth, which are few and short. */
  const visit = (from: number, depth: number) => {
    const axis = axes[depth];
    for (let i = 0; axis && i < axis[0]; i++) {
      visit(from + i * axis[1], depth + 1);
    }
    if (axis) return;
    wasmModule(backend).transposePlanes(from, to, ...inner.flat());
    to += bytes;
  };
  visit(pointer(backend, x), 0);
  return out;
}

/** Null where each batch has indices of its own. */
function gather({ inputs, attrs, backend }: KernelArgs) {
  const x = inputs.x!, indices = inputs.indices!;
  const { axis, batchDims } = attrs;
  const [d] = util.parseAxisParam(axis, x.shape) as [number];
  if (
    batchDims || !isWord(x.dtype) || indices.dtype !== "int32" ||
    sizeOf(x.shape) === 0
  ) return null;
  const before = x.shape.slice(0, d), after = x.shape.slice(d + 1);
  const shape = [...before, ...indices.shape, ...after];
  const out = backend.makeOutput(shape, x.dtype);
  const { buffer } = backend.wasm.asm.memory;
  const count = sizeOf(indices.shape);
  const chosen = new Int32Array(buffer, pointer(backend, indices), count);
  const wrong = chosen.find((i) => i < 0 || i >= x.shape[d]!);
  if (wrong !== undefined) {
    backend.disposeData(out.dataId);
    throw new Error(
      `Cannot gather index ${wrong} of ${x.shape[d]}: indices go from 0 to ` +
        `${x.shape[d]! - 1}`,
    );
  }
  wasmModule(backend).gatherMiddle(
    pointer(backend, x),
    pointer(backend, indices),
    pointer(backend, out),
    sizeOf(before),
    x.shape[d]!,
    sizeOf(after),
    count,
  );
  return out;
}

function unpack({ inputs, attrs, backend }: KernelArgs) {
  const x = inputs.value!;
  if (!isWord(x.dtype) || sizeOf(x.shape) === 0) return null;
  const [d] = util.parseAxisParam(attrs.axis, x.shape) as [number];
  const before = x.shape.slice(0, d), after = x.shape.slice(d + 1);
  const count = x.shape[d]!, bytes = 4 * sizeOf(after);
  return Array.from({ length: count }, (_, i) => {
    const out = backend.makeOutput([...before, ...after], x.dtype);
    wasmModule(backend).copyRows(
      pointer(backend, x) + i * bytes,
      pointer(backend, out),
      sizeOf(before),
      bytes,
      count * bytes,
      bytes,
    );
    return out;
  });
}
