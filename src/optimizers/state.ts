import { OptimizerError } from "./errors.ts";

/** What an optimizer remembers. Plain data: it can be posted to a worker and written to a file. */
export interface OptimizerState {
  /** Steps taken. */
  count: number;
  /** Vectors of length n under the names of the papers: `trace`, or `mu` and `nu`; none for plain SGD. */
  vectors: Record<string, Float64Array>;
}

/** Checks and copies a state; see `Optimizer.restore`. */
export function toState(
  state: unknown,
  names: readonly string[],
  n: number,
): OptimizerState {
  const { count, vectors } = (state ?? {}) as Partial<OptimizerState>;
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0) {
    throw new OptimizerError(`Cannot restore the optimizer: count is ${count}`);
  }
  const found = Object.keys(vectors ?? {});
  if (
    found.length !== names.length ||
    !names.every((name) => found.includes(name))
  ) {
    throw new OptimizerError(
      `Cannot restore the optimizer: the state holds [${found}], this optimizer needs [${names}]; ` +
        "it was saved with another optimizer",
    );
  }
  const copies = names.map((name) => {
    const vector = vectors![name];
    if (!(vector instanceof Float64Array) || vector.length !== n) {
      throw new OptimizerError(
        `Cannot restore the optimizer: ${name} has ${vector?.length} values, the model has ${n}`,
      );
    }
    const index = vector.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) {
      throw new OptimizerError(
        `Cannot restore the optimizer: ${name} is ${vector[index]} at ${index}`,
      );
    }
    return [name, vector.slice()] as const;
  });
  return { count, vectors: Object.fromEntries(copies) };
}

/**
 * A state as bytes: a line of JSON that names count, vectors and lengths, then their float64 values, little-endian.
 *
 * @param state The state
 * @returns The bytes, for {@linkcode decodeState}
 */
export function encodeState(state: OptimizerState): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(state.vectors);
  const lengths = entries.map(([name, vector]) => [name, vector.length]);
  const line = new TextEncoder().encode(
    JSON.stringify({ count: state.count, vectors: lengths }) + "\n",
  );
  const total = entries.reduce((sum, [, vector]) => sum + vector.length, 0);
  const bytes = new Uint8Array(line.length + 8 * total);
  bytes.set(line);
  const view = new DataView(bytes.buffer);
  let at = line.length;
  for (const [, vector] of entries) {
    for (let i = 0; i < vector.length; i++, at += 8) {
      view.setFloat64(at, vector[i]!, true);
    }
  }
  return bytes;
}

/**
 * The state that {@linkcode encodeState} wrote; hand it to `Optimizer.restore`, which checks that it fits.
 *
 * @param bytes The bytes
 * @returns The state
 * @throws {OptimizerError} If the bytes are torn or no state
 */
export function decodeState(bytes: Uint8Array): OptimizerState {
  const end = bytes.indexOf(10);
  let head: { count?: unknown; vectors?: unknown };
  try {
    head = JSON.parse(
      new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))),
    ) ?? {};
  } catch {
    throw new OptimizerError(
      "Cannot read the optimizer's state: it does not begin with its line of JSON",
    );
  }
  const lengths = toLengths(head.vectors);
  const total = lengths.reduce((sum, [, length]) => sum + length, 0);
  if (typeof head.count !== "number" || bytes.length !== end + 1 + 8 * total) {
    throw new OptimizerError(
      `Cannot read the optimizer's state: it has ${bytes.length} bytes where ${
        end + 1 + 8 * total
      } ` +
        "were announced; the file is torn",
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const vectors: Record<string, Float64Array> = {};
  let at = end + 1;
  for (const [name, length] of lengths) {
    const vector = vectors[name] = new Float64Array(length);
    for (let i = 0; i < length; i++, at += 8) {
      vector[i] = view.getFloat64(at, true);
    }
  }
  return { count: head.count, vectors };
}

function toLengths(vectors: unknown): [string, number][] {
  const isEntry = (entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === "string" &&
    Number.isSafeInteger(entry[1]) &&
    entry[1] >= 0;
  if (Array.isArray(vectors) && vectors.every(isEntry)) return vectors;
  throw new OptimizerError(
    "Cannot read the optimizer's state: its first line names no vectors",
  );
}
