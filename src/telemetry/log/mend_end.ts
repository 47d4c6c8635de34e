import { LOG_MARK } from "./record_line.ts";

const NEWLINE = 0x0a;

/** How much is read at a time, backwards from the end. */
const STEP = 65_536;

/**
 * Makes sure that a file is a log, and ends with a whole line: what a crash has left
 * of a last line is cut off, so that no record is ever glued to it.
 *
 * @returns Its length, bytes
 * @throws {Error} If it is no log: then it is left as it is
 */
export async function mendEnd(file: Deno.FsFile): Promise<number> {
  const { size } = await file.stat();
  const mark = new TextEncoder().encode(LOG_MARK);
  const start = await readAt(file, 0, Math.min(size, mark.length));
  if (start.some((byte, index) => byte !== mark[index])) {
    throw new Error(
      "it is no log, and stays as it is; name another file",
    );
  }
  const end = await endOfLastLine(file, size);
  if (end < size) await file.truncate(end);
  return end;
}

async function endOfLastLine(file: Deno.FsFile, size: number): Promise<number> {
  for (let to = size; to > 0; to -= STEP) {
    const from = Math.max(0, to - STEP);
    const last = (await readAt(file, from, to - from)).lastIndexOf(NEWLINE);
    if (last >= 0) return from + last + 1;
  }
  return 0;
}

async function readAt(
  file: Deno.FsFile,
  from: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await file.seek(from, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
