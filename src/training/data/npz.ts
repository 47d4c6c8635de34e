import { cannotRead } from "./errors.ts";
import type { NdArray } from "./nd_array.ts";
import { parseNpy } from "./npy.ts";
import { readBytes, type Source } from "./source.ts";

/** Options of {@linkcode readNpz}. */
export interface NpzOptions<Name extends string = string> {
  /** Arrays to read; it is an error if one is missing. Default: all. */
  names?: readonly Name[];
}

/**
 * Reads the arrays of a file that `numpy.savez` or `numpy.savez_compressed`
 * wrote, checksums verified. Types are treated as by {@linkcode readNpy}.
 *
 * @throws {DataError} where it is not a zip file, truncated, damaged,
 * encrypted, an array is missing or cannot be read.
 *
 * @example
 * ```ts ignore
 * const { x_train, y_train } = await readNpz("mnist.npz", { names: ["x_train", "y_train"] });
 * const train = fromArrays({ inputs: x_train, labels: y_train });
 * ```
 */
export async function readNpz<const Name extends string = string>(
  source: Source,
  options: NpzOptions<Name> = {},
): Promise<Record<Name, NdArray>> {
  const { bytes, name } = await readBytes(source);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw cannotRead(
      name,
      bytes[0] === 0x93
        ? "It is a single array (npy): read it with readNpy"
        : "It is not an npz file: it does not start as a zip file does",
      { offset: 0 },
    );
  }
  const files = await unzip(bytes, name);
  const names: readonly string[] = options.names ?? [...files.keys()];
  const arrays: Record<string, NdArray> = {};
  for (const wanted of names) {
    const read = files.get(wanted);
    if (read === undefined) {
      throw cannotRead(
        name,
        `It has no array "${wanted}"; it has ${[...files.keys()].join(", ")}`,
      );
    }
    arrays[wanted] = parseNpy(await read(), `${name}, array "${wanted}"`);
  }
  return arrays as Record<Name, NdArray>;
}

/**
 * The arrays of a zip file by name, without ".npy", each with a function that
 * extracts it.
 */
async function unzip(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<Map<string, () => Promise<Uint8Array>>> {
  // Loaded only where needed: few tasks read npz.
  const { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } = await import(
    "@zip.js/zip.js"
  );
  const files = new Map<string, () => Promise<Uint8Array>>();
  const archive = new ZipReader(new Uint8ArrayReader(bytes), {
    useWebWorkers: false,
    checkSignature: true,
  });
  try {
    for (const entry of await archive.getEntries()) {
      if (entry.directory || !entry.filename.endsWith(".npy")) continue;
      files.set(entry.filename.slice(0, -4), async () => {
        if (entry.encrypted) {
          throw cannotRead(
            name,
            `"${entry.filename}" is encrypted; save it without a password`,
          );
        }
        try {
          return await entry.getData(new Uint8ArrayWriter());
        } catch (cause) {
          throw damaged(name, `"${entry.filename}" is damaged`, cause);
        }
      });
    }
    await archive.close();
  } catch (cause) {
    throw damaged(name, "It is truncated or damaged", cause);
  }
  if (files.size === 0) {
    throw cannotRead(name, "It is a zip file without a single .npy file in it");
  }
  return files;
}

function damaged(name: string, problem: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return cannotRead(name, `${problem} (${why}); fetch it again`, { cause });
}
