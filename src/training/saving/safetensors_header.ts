import { ELEMENT_SIZE, type ElementType } from "../data/elements.ts";
import { sizeOf } from "../data/nd_array.ts";

/** Element types by their names in the format. */
export const TYPES: Readonly<Record<string, ElementType>> = {
  BOOL: "bool",
  I8: "int8",
  U8: "uint8",
  I16: "int16",
  U16: "uint16",
  I32: "int32",
  U32: "uint32",
  I64: "int64",
  U64: "uint64",
  F16: "float16",
  BF16: "bfloat16",
  F32: "float32",
  F64: "float64",
};

/** A tensor's line in the header. */
export interface Entry {
  /** Its name. */
  readonly name: string;
  /** Its element type, a key of {@linkcode TYPES}. */
  readonly dtype: string;
  /** Size along each axis. */
  readonly shape: readonly number[];
  /** First byte of its values, from the end of the header. */
  readonly begin: number;
  /** Byte after its values. */
  readonly end: number;
}

/** A header that has been checked. */
export interface Header {
  /** Tensors in the order of their values. */
  readonly entries: readonly Entry[];
  /** The file's notes. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads the JSON header and checks all that the format promises: known types,
 * sizes that fit the shapes, values that cover the rest of the file without gap
 * or overlap, notes that are strings.
 *
 * @param fail Makes the error to throw from what is wrong
 */
export function checkHeader(
  header: Uint8Array,
  available: number,
  fail: (problem: string, cause?: unknown) => Error,
): Header {
  let parsed: unknown;
  try {
    parsed = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(header),
    );
  } catch (cause) {
    throw fail("Its header is not JSON in UTF-8; the file is damaged", cause);
  }
  if (!isObject(parsed)) throw fail("Its header is not a JSON object");
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (name !== "__metadata__") {
      entries.push(checkEntry(name, value, fail));
    } else if (
      isObject(value) &&
      Object.values(value).every((note) => typeof note === "string")
    ) {
      metadata = value as Record<string, string>;
    } else {
      throw fail("Its __metadata__ is not an object of strings");
    }
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered) {
      throw fail(
        `Tensor "${name}" starts at byte ${begin} of the values where the one before ends at ${covered}`,
      );
    }
    covered = end;
  }
  if (covered !== available) {
    throw fail(
      covered > available
        ? `It is truncated: its tensors take ${covered} bytes and ${available} are there; fetch it again`
        : `${available - covered} bytes follow its last tensor`,
    );
  }
  return { entries, metadata };
}

function checkEntry(
  name: string,
  value: unknown,
  fail: (problem: string) => Error,
): Entry {
  const { dtype, shape, data_offsets } = isObject(value) ? value : {};
  if (
    typeof dtype !== "string" || !isSizes(shape) || !isSizes(data_offsets) ||
    data_offsets.length !== 2
  ) {
    throw fail(
      `Tensor "${name}" lacks a proper dtype, shape or data_offsets in the header`,
    );
  }
  const type = Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (type === undefined) {
    throw fail(
      `Tensor "${name}" is of type ${dtype}, which is not read; convert it to F32 first`,
    );
  }
  const [begin, end] = data_offsets as [number, number];
  const wanted = sizeOf(shape) * ELEMENT_SIZE[type];
  if (end - begin !== wanted) {
    throw fail(
      `Tensor "${name}" of shape [${shape}] and type ${dtype} takes ${wanted} bytes and is given ${
        end - begin
      }`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
