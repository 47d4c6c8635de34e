import type { Connection, Stream } from "@libp2p/interface";
import { Outbox } from "./outbox.ts";

/** The protocol by which two neighbours exchange payloads: one stream each way, as long as they are connected. */
export const PAYLOADS_PROTOCOL = "/drover/payloads/1";

/** What a lane needs. */
export interface LaneOptions {
  /** Where the neighbour is. */
  readonly connection: Connection;
  /** Chunks went on their way. */
  onSent(chunks: number, bytes: number): void;
  /** A stream broke, or the neighbour said nonsense. */
  onBroken(): void;
}

/** The two streams between this peer and one neighbour: what each of them sends goes by the stream that it opened. */
export class Lane {
  /** What is to be sent. */
  readonly outbox: Outbox;
  readonly #options: LaneOptions;
  #own: Stream | undefined;
  #theirs: Stream | undefined;
  #isClosed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.outbox = new Outbox(options.onSent);
    this.#send();
  }

  /**
   * Reads what the neighbour sends by a stream that it opened, until it ends or `take` throws.
   */
  async listen(
    stream: Stream,
    take: (bytes: Uint8Array) => void,
  ): Promise<void> {
    this.#theirs?.abort(new Error("Another stream takes its place"));
    this.#theirs = stream;
    try {
      for await (const list of stream.source) {
        for (const bytes of list) take(bytes);
      }
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error(String(error)));
    }
    if (this.#theirs === stream) this.break();
  }

  /** Ends both streams. */
  close(): void {
    this.#isClosed = true;
    this.outbox.close();
    const over = new Error("The lane is closed");
    this.#own?.abort(over);
    this.#theirs?.abort(over);
  }

  /** Gives the lane up: the neighbour does not do its part. */
  break(): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onBroken();
  }

  async #send(): Promise<void> {
    try {
      const stream = await this.#options.connection.newStream(
        PAYLOADS_PROTOCOL,
      );
      this.#own = stream;
      if (this.#isClosed) stream.abort(new Error("The lane is closed"));
      else await stream.sink(this.outbox);
    } catch {
      // Whoever knows why is told by the connection.
    }
    this.break();
  }
}
