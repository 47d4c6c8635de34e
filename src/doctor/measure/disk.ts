import { existing, freeBytes } from "./room.ts";

/** What a folder's disk can do. */
export interface DiskFacts {
  /** The option that names it. */
  option: "--state" | "--save";
  /** The folder, as it was written. */
  path: string;
  /** Bytes that may still be written; undefined where that is not known. */
  free: number | undefined;
  /** Bytes written in a second, synced; undefined where nothing could be written. */
  bytesPerSecond?: number;
  /** How long the disk takes to make one small write safe, ms. */
  syncMs?: number;
  /** Why nothing could be written. */
  problem?: unknown;
}

/** What is written, bytes, in pieces. */
const TRIAL = 8 * 2 ** 20, PIECE = 2 ** 20;

/** How long to write at most, ms. */
const WITHIN = 1500;

/** Writes a file of 8 MiB, and removes it. */
export async function measureDisk(
  option: DiskFacts["option"],
  path: string,
): Promise<DiskFacts> {
  const folder = await existing(path);
  const free = await freeBytes(folder);
  const facts = { option, path, free };
  let file: string;
  try {
    file = await Deno.makeTempFile({ dir: folder, prefix: ".drover-doctor-" });
  } catch (problem) {
    return { ...facts, problem };
  }
  try {
    return { ...facts, ...await writeTo(file) };
  } catch (problem) {
    return { ...facts, problem };
  } finally {
    await Deno.remove(file).catch(() => {});
  }
}

async function writeTo(
  path: string,
): Promise<{ bytesPerSecond: number; syncMs: number }> {
  using file = await Deno.open(path, { write: true });
  const piece = new Uint8Array(PIECE);
  for (let at = 0; at < PIECE; at += 65536) {
    crypto.getRandomValues(piece.subarray(at, at + 65536));
  }
  const start = performance.now();
  let written = 0;
  do written += await file.write(piece); while (
    written < TRIAL && performance.now() - start < WITHIN
  );
  await file.syncData();
  const bytesPerSecond = written / (performance.now() - start) * 1000;
  const again = performance.now();
  await file.write(piece.subarray(0, 512));
  await file.syncData();
  return { bytesPerSecond, syncMs: performance.now() - again };
}
