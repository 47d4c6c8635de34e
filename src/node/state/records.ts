import { hashOf } from "../../replica/mod.ts";

/** Bytes before a record's contents: their length, u32 little-endian, and a checksum. */
export const RECORD_HEAD = 12;

/** Contents of so many bytes are hashed beside the training, not in between. */
const LARGE = 2 ** 20;

/**
 * What goes before contents in a file: their length and the first 8 bytes of
 * their SHA-256. Zeros, which a file may end in after a power cut, are no record.
 */
export async function recordHead(contents: Uint8Array): Promise<Uint8Array> {
  const head = new Uint8Array(RECORD_HEAD);
  new DataView(head.buffer).setUint32(0, contents.length, true);
  const sum = contents.length < LARGE ? hashOf(contents) : new Uint8Array(
    await crypto.subtle.digest("SHA-256", contents as BufferSource),
  );
  head.set(sum.subarray(0, 8), 4);
  return head;
}

/** What a file holds. */
export interface Records {
  /** Contents of the records that are whole, up to the first that is not. */
  readonly contents: Uint8Array[];
  /** Bytes that they take; what follows is torn or damaged. */
  readonly length: number;
}

/** Reads records up to the first that is torn or damaged. Contents are copies, each at the start of its own buffer. */
export function readRecords(bytes: Uint8Array): Records {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const contents: Uint8Array[] = [];
  let at = 0;
  while (at + RECORD_HEAD < bytes.length) {
    const start = at + RECORD_HEAD;
    const end = start + view.getUint32(at, true);
    if (end === start || end > bytes.length) break;
    const record = bytes.slice(start, end);
    const sum = hashOf(record);
    if (sum.subarray(0, 8).some((byte, i) => byte !== bytes[at + 4 + i])) break;
    contents.push(record);
    at = end;
  }
  return { contents, length: at };
}
