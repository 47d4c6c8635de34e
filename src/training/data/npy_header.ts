import type { ElementType } from "./elements.ts";

/** What the header of an npy file says. */
export interface NpyHeader {
  /** Type of the elements. */
  readonly type: ElementType;
  /** Byte order of the elements. */
  readonly littleEndian: boolean;
  /** Whether the first axis varies fastest (Fortran order). */
  readonly fortranOrder: boolean;
  /** Size along each axis. */
  readonly shape: readonly number[];
}

const TYPES: Readonly<Record<string, ElementType>> = {
  b1: "bool",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  i8: "int64",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/**
 * Reads the Python dictionary in an npy header, e.g. `{'descr': '<f8',
 * 'fortran_order': False, 'shape': (3, 4), }`.
 *
 * @throws {SyntaxError} saying what is unknown or missing.
 */
export function parseNpyHeader(text: string): NpyHeader {
  const descr = /['"]descr['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|(\[))/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\dL,\s]*)\)/.exec(text);
  if (descr === null || order === null || shape === null) {
    throw new SyntaxError(
      "Its header lacks descr, fortran_order or shape; save it again with numpy.save",
    );
  }
  if (descr[3] !== undefined) {
    throw new SyntaxError(
      "It holds records with named fields; save each field as an array of its own",
    );
  }
  const code = descr[1] ?? descr[2]!;
  const type = TYPES[code.replace(/^[<>|=]/, "")];
  if (type === undefined) {
    throw new SyntaxError(
      `Its elements are of type "${code}", which is not read; convert it first, e.g. array.astype("float32")`,
    );
  }
  return {
    type,
    littleEndian: !code.startsWith(">"),
    fortranOrder: order[1] === "True",
    shape: (shape[1]!.match(/\d+/g) ?? []).map(Number),
  };
}
