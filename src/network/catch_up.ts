import type { Connection, IncomingStreamData, Stream } from "@libp2p/interface";
import { messageOf, NetworkError } from "./errors.ts";
import { encodeFrames, FrameReader } from "./streams.ts";

/** The protocol of requests that are answered with a stream of frames. */
export const CATCH_UP_PROTOCOL = "/drover/catch-up/1";

/** First byte of each frame of an answer. */
const DATA = 0, END = 1, FAILED = 2;

/** Answers a request with frames. */
export type Respond = (
  peer: string,
  request: Uint8Array,
) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Sends one request over a connection and takes the answer frame by frame.
 * The answer ends with a mark, so that a lost connection is never taken for a
 * complete answer.
 *
 * @param limit The longest frame to accept, in bytes.
 * @param signal Ends it at once, also while nothing comes.
 * @throws {NetworkError} If the peer fails, says why it cannot answer, or is lost.
 */
export async function* requestFrames(
  connection: Connection,
  request: Uint8Array,
  limit: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const peer = connection.remotePeer.toString();
  let stream: Stream | undefined;
  let complete = false;
  const abort = () =>
    stream?.abort(new Error("The answer is no longer wanted"));
  signal?.addEventListener("abort", abort);
  try {
    stream = await connection.newStream(CATCH_UP_PROTOCOL);
    signal?.throwIfAborted();
    await stream.sink(encodeFrames([request]));
    const reader = new FrameReader(stream);
    while (true) {
      // One byte more than the caller's frame: its first tells what it is.
      const kind = await reader.read(1);
      const frame = await reader.read(limit);
      if (kind === undefined || frame === undefined) {
        throw new NetworkError("the connection was lost before the end");
      }
      if (kind[0] === DATA) {
        yield frame;
      } else if (kind[0] === END) {
        complete = true;
        return;
      } else {
        throw new NetworkError(new TextDecoder().decode(frame));
      }
    }
  } catch (cause) {
    throw new NetworkError(
      `Cannot get an answer from ${peer}: ${messageOf(cause)}`,
      { cause },
    );
  } finally {
    signal?.removeEventListener("abort", abort);
    if (complete) await stream?.close().catch(() => {});
    else abort();
  }
}

/** Handles incoming requests; never throws. */
export async function answerRequest(
  { stream, connection }: IncomingStreamData,
  respond: Respond,
  limit: number,
): Promise<void> {
  try {
    const request = await new FrameReader(stream).read(limit);
    if (request === undefined) return stream.abort(new Error("No request"));
    const peer = connection.remotePeer.toString();
    await stream.sink(encodeFrames(answer(peer, request, respond, limit)));
    await stream.close();
  } catch (error) {
    // The requester has gone or broke the protocol; there is nobody to tell.
    stream.abort(error instanceof Error ? error : new Error(String(error)));
  }
}

async function* answer(
  peer: string,
  request: Uint8Array,
  respond: Respond,
  limit: number,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const frame of respond(peer, request)) {
      if (frame.byteLength > limit) {
        throw new NetworkError(
          `Cannot send a frame of ${frame.byteLength} bytes: at most ${limit} are allowed`,
        );
      }
      yield Uint8Array.of(DATA);
      yield frame;
    }
    yield Uint8Array.of(END);
  } catch (error) {
    yield Uint8Array.of(FAILED);
    yield new TextEncoder().encode(messageOf(error).slice(0, 2000));
    return;
  }
  yield new Uint8Array(0);
}
