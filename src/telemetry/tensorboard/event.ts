import { Message } from "./message.ts";

/** When something was measured. */
export interface Instant {
  /** Seconds since 1970. */
  wallTime: number;
  /** The place on the horizontal axis, a whole number. */
  step: number;
}

/** The first event of a file, which says what the others are. */
export function fileVersion(wallTime: number): Message {
  return new Message().double(1, wallTime).text(3, "brain.Event:2");
}

/**
 * What was measured at one instant, TensorFlow's `Event` with a `Summary`.
 *
 * @see {@link https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto}
 */
export function summaryEvent(
  { wallTime, step }: Instant,
  values: Message[],
): Message {
  const summary = new Message();
  for (const value of values) summary.message(1, value);
  return new Message().double(1, wallTime).varint(2, step).message(5, summary);
}
