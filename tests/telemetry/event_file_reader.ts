import { maskedCrc } from "../../src/telemetry/tensorboard/tf_record.ts";

/** A field of a protobuf message as it lies in the bytes: a number, or bytes. */
export type Field = number | Uint8Array;

/** The data of each record of a TFRecord file; what is torn at the end is passed over. */
export function readRecords(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at + 12 <= file.length;) {
    const length = Number(view.getBigUint64(at, true));
    if (at + 16 + length > file.length) break;
    const data = file.subarray(at + 12, at + 12 + length);
    if (view.getUint32(at + 8, true) !== maskedCrc(file.subarray(at, at + 8))) {
      throw new Error(`Wrong check sum of the length at ${at}`);
    }
    if (view.getUint32(at + 12 + length, true) !== maskedCrc(data)) {
      throw new Error(`Wrong check sum of the data at ${at}`);
    }
    records.push(data);
    at += 16 + length;
  }
  return records;
}

/** The fields of a protobuf message, by number. */
export function readMessage(bytes: Uint8Array): Map<number, Field[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, Field[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const read: Record<number, () => Field> = {
      0: varint,
      1: () => view.getFloat64((at += 8) - 8, true),
      2: () => {
        const length = varint();
        return bytes.subarray(at, at += length);
      },
      5: () => view.getFloat32((at += 4) - 4, true),
    };
    const field = tag >>> 3;
    fields.set(field, [...fields.get(field) ?? [], read[tag & 7]!()]);
  }
  return fields;
}

/** A value as it was written. */
export interface Written {
  wallTime: number;
  step: number;
  tag: string;
  /** A chart's value; NaN of what is no scalar. */
  value: number;
  /** As the first value of its tag has said. */
  plugin: string;
}

/** Every value in a file of events. */
export function readEvents(file: Uint8Array): Written[] {
  const plugins = new Map<string, string>();
  return readRecords(file).flatMap((data) => {
    const event = readMessage(data);
    const summary = event.get(5)?.[0] as Uint8Array | undefined;
    if (summary === undefined) return [];
    return readMessage(summary).get(1)!.map((bytes) => {
      const value = readMessage(bytes as Uint8Array);
      const tag = text(value.get(1)![0]);
      const metadata = value.get(9)?.[0] as Uint8Array | undefined;
      if (metadata !== undefined) {
        const plugin = readMessage(metadata).get(1)![0] as Uint8Array;
        plugins.set(tag, text(readMessage(plugin).get(1)![0]));
      }
      return {
        wallTime: event.get(1)![0] as number,
        step: event.get(2)![0] as number,
        tag,
        value: (value.get(2)?.[0] ?? NaN) as number,
        plugin: plugins.get(tag)!,
      };
    });
  });
}

/** A field as text. */
export function text(field: Field | undefined): string {
  return new TextDecoder().decode(field as Uint8Array);
}
