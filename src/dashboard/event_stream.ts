import type { Channel } from "./channel.ts";

/** How a stream of events is sent. */
export interface EventStreamOptions {
  /** What the page told that it has, from `Last-Event-ID`. */
  lastEventId?: string | null;
  /** What the page is told first. */
  hello: unknown;
  /** ms of silence after which the server shows that it is there. Default 5000. */
  beatMs?: number;
  /** Bytes of records in one message, about. Default 256 KB. */
  batchBytes?: number;
}

/** How long the browser waits before it connects again, ms. */
const RETRY = 1000;

/**
 * A run as server-sent events:
 *
 * - `hello`: what is served, an object;
 * - `reset`: what the page has is of another run, and counts no more;
 * - messages without a name: lists of records, oldest first, whose id is `RUN-NUMBER`;
 * - `beat`: nothing new;
 * - `end`: nothing more will come, and why.
 *
 * Each message is made when the connection can take it, so of a slow reader nothing is kept
 * but its place.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream(
  channel: Channel,
  { lastEventId, hello, beatMs = 5000, batchBytes = 1 << 18 }:
    EventStreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  const { history, id } = channel;
  let place = placeOf(lastEventId, id, history.newest);
  let opening = `retry: ${RETRY}\n${message("hello", hello)}`;
  if (lastEventId && place === 0) opening += message("reset", {});
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      if (opening !== "") {
        send(opening);
        opening = "";
        return;
      }
      for (let isNew = true;; isNew = false) {
        const batch = history.after(place, batchBytes);
        if (batch !== undefined) {
          place = batch.last;
          return send(
            `id: ${id}-${place}\ndata: [${batch.texts.join(",")}]\n\n`,
          );
        }
        if (channel.ending !== undefined) {
          send(message("end", { reason: channel.ending }));
          return controller.close();
        }
        if (!isNew) return send(message("beat", {}));
        await channel.changed(beatMs, ended.signal);
        if (ended.signal.aborted) return;
      }
    },
    cancel: () => ended.abort(),
  }, { highWaterMark: 0 });
}

/** A message with a name. */
function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The number after which a page is to be told; 0, all of it, where what it has is of another run. */
function placeOf(
  lastEventId: string | null | undefined,
  id: string,
  newest: number,
): number {
  const [, run, digits] = lastEventId?.match(/^([^-]+)-(\d+)$/) ?? [];
  const place = Number(digits);
  return run === id && place <= newest ? place : 0;
}
