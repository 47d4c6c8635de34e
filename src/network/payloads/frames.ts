import { ChunkSet, type Message } from "../../pull/mod.ts";

/** First byte of what travels between two neighbours about payloads. */
export const Frame = {
  have: 1,
  want: 2,
  cancel: 3,
  lack: 4,
  chunk: 5,
  read: 6,
} as const;

/** Bytes by which a payload is named. */
export const ID = 32;

/** Bytes of each frame up to where its length is known: the kind, a name, and numbers. */
export const HEAD: Readonly<Record<number, number>> = {
  [Frame.have]: 1 + ID + 4 + 1,
  [Frame.want]: 1 + ID + 2,
  [Frame.cancel]: 1 + ID + 2,
  [Frame.lack]: 1 + ID,
  [Frame.chunk]: 1 + ID + 4 + 4,
  [Frame.read]: 1 + 8,
};

/** Most chunks of one payload: 4 GiB of them at 64 KiB. */
export const MOST_CHUNKS: number = 2 ** 16;

/** Most chunks that one frame wants. */
export const MOST_WANTED = 256;

/** Bytes of a message's frame. */
export function encodeMessage(message: Message): Uint8Array {
  const id = bytesOf(message.payload);
  switch (message.kind) {
    case "have": {
      const { of, chunks } = message;
      const bits = chunks === "all" ? undefined : chunks.bytes;
      const frame = start(Frame.have, id, bits?.length ?? 0);
      const view = new DataView(frame.buffer);
      view.setUint32(1 + ID, of, true);
      frame[5 + ID] = bits === undefined ? 1 : 0;
      if (bits !== undefined) frame.set(bits, 6 + ID);
      return frame;
    }
    case "want":
    case "cancel": {
      const { chunks } = message;
      const frame = start(Frame[message.kind], id, 4 * chunks.length);
      const view = new DataView(frame.buffer);
      view.setUint16(1 + ID, chunks.length, true);
      for (const [i, index] of chunks.entries()) {
        view.setUint32(3 + ID + 4 * i, index, true);
      }
      return frame;
    }
    case "lack":
      return start(Frame.lack, id, 0);
  }
}

/** What stands in front of a chunk. */
export function chunkHead(
  payload: string,
  index: number,
  length: number,
): Uint8Array {
  const frame = start(Frame.chunk, bytesOf(payload), 0);
  const view = new DataView(frame.buffer);
  view.setUint32(1 + ID, index, true);
  view.setUint32(5 + ID, length, true);
  return frame;
}

/** How many bytes of chunks were read since the connection was made. */
export function readFrame(total: number): Uint8Array {
  const frame = new Uint8Array(HEAD[Frame.read]!);
  frame[0] = Frame.read;
  new DataView(frame.buffer).setFloat64(1, total, true);
  return frame;
}

/** How many bytes follow the head of a frame that is no chunk; undefined where that is nonsense. */
export function tailOf(head: Uint8Array): number | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (head[0] === Frame.have) {
    const of = view.getUint32(1 + ID, true);
    if (of === 0 || of > MOST_CHUNKS || head[5 + ID]! > 1) return undefined;
    return head[5 + ID] === 1 ? 0 : Math.ceil(of / 8);
  }
  if (head[0] === Frame.want || head[0] === Frame.cancel) {
    const count = view.getUint16(1 + ID, true);
    return count === 0 || count > MOST_WANTED ? undefined : 4 * count;
  }
  return 0;
}

/** The message of a whole frame that is one, whose length was checked. */
export function decodeMessage(frame: Uint8Array): Message {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const payload = nameOf(frame.subarray(1, 1 + ID));
  if (frame[0] === Frame.have) {
    const of = view.getUint32(1 + ID, true);
    const chunks = frame[5 + ID] === 1
      ? "all"
      : ChunkSet.from(frame.subarray(6 + ID), of)!;
    return { kind: "have", payload, of, chunks };
  }
  if (frame[0] === Frame.lack) return { kind: "lack", payload };
  const chunks: number[] = [];
  for (let at = 3 + ID; at < frame.length; at += 4) {
    chunks.push(view.getUint32(at, true));
  }
  const kind = frame[0] === Frame.want ? "want" : "cancel";
  return { kind, payload, chunks };
}

/** The name of a payload: hex of its hash. */
export function nameOf(hash: Uint8Array): string {
  return hash.toHex();
}

function bytesOf(name: string): Uint8Array {
  return Uint8Array.fromHex(name);
}

function start(
  kind: number,
  id: Uint8Array,
  more: number,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEAD[kind]! + more);
  frame[0] = kind;
  frame.set(id, 1);
  return frame;
}
