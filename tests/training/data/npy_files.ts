import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";

/** Bytes of an npy file, after numpy.lib.format's description. */
export function npy(
  descr: string,
  shape: readonly number[],
  values: ArrayBufferView,
  options: { version?: 1 | 2 | 3; fortran?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const { version = 1, fortran = false } = options;
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary =
    `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, ` +
    `'shape': (${tuple}), }`;
  const width = version === 1 ? 2 : 4;
  const length = Math.ceil((8 + width + dictionary.length + 1) / 64) * 64 -
    8 - width;
  const header = dictionary.padEnd(length - 1) + "\n";
  const prefix = new Uint8Array(8 + width);
  prefix.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(prefix.buffer);
  if (width === 2) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  return new Uint8Array([
    ...prefix,
    ...new TextEncoder().encode(header),
    ...new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  ]);
}

/** Bytes of an npz file of these arrays. */
export async function npz(
  files: Readonly<Record<string, Uint8Array>>,
  options: { level?: number; zip64?: boolean; password?: string } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    level: 0,
    useWebWorkers: false,
    ...options,
  });
  for (const [name, bytes] of Object.entries(files)) {
    await writer.add(name, new Uint8ArrayReader(bytes));
  }
  return new Uint8Array(await writer.close());
}
