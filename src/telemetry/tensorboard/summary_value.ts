import { Message } from "./message.ts";

/** TensorFlow's `DataType`. */
const DataType = { double: 2, string: 7 } as const;

/** TensorFlow's `DataClass`: what a tensor is good for. */
const DataClass = { scalar: 1, tensor: 2 } as const;

/** A bucket: from where to where, and how many. */
export type Bucket = [left: number, right: number, count: number];

/**
 * A number in a chart, float32: as a `simple_value`, which every reader of event files
 * knows, with the name of the plug-in that shows it.
 *
 * @param help What the first value of a file says of all with its tag
 */
export function scalar(
  tag: string,
  value: number,
  help: string | undefined,
): Message {
  const scalar = new Message().text(1, tag).float(2, value);
  if (help === undefined) return scalar;
  return scalar.message(9, metadata("scalars", DataClass.scalar, help));
}

/**
 * A distribution: a tensor of k rows with left, right and count each.
 *
 * @param help What the first value of a file says of all with its tag
 */
export function histogram(
  tag: string,
  buckets: Bucket[],
  help: string | undefined,
): Message {
  const content = new Float64Array(buckets.flat());
  const tensor = new Message()
    .varint(1, DataType.double)
    .message(2, shape(buckets.length, 3))
    .data(4, littleEndian(content));
  const histogram = new Message().text(1, tag).message(8, tensor);
  if (help === undefined) return histogram;
  return histogram.message(
    9,
    metadata("histograms", DataClass.tensor, help),
  );
}

/** A text in Markdown. */
export function text(tag: string, markdown: string): Message {
  const tensor = new Message()
    .varint(1, DataType.string)
    .message(2, shape(1))
    .text(8, markdown);
  return new Message()
    .text(1, tag)
    .message(8, tensor)
    .message(9, metadata("text", DataClass.tensor, ""));
}

function shape(...sizes: number[]): Message {
  const shape = new Message();
  for (const size of sizes) shape.message(2, new Message().varint(1, size));
  return shape;
}

/** A `SummaryMetadata`; the plug-ins' own data, all version 0, is empty. */
function metadata(plugin: string, dataClass: number, help: string): Message {
  const metadata = new Message().message(1, new Message().text(1, plugin));
  if (help !== "") metadata.text(3, help);
  return metadata.varint(4, dataClass);
}

function littleEndian(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return new Uint8Array(view.buffer);
}
