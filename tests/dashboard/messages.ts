import { TextLineStream } from "@std/streams";

/** A server-sent event. */
export interface Message {
  /** Its name; `message` where it has none. */
  event: string;
  data: string;
  /** What `Last-Event-ID` is from here on. */
  id: string | undefined;
}

/** Server-sent events as a browser reads them, until the server or `close` ends it. */
export class Messages implements AsyncIterable<Message> {
  readonly #abort = new AbortController();
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  close(): void {
    this.#abort.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    const response = await fetch(this.#url, {
      headers: this.#headers,
      signal: this.#abort.signal,
    });
    if (!response.ok) throw new Error(await response.text());
    const lines: ReadableStream<string> = response.body!
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    let event = "message";
    let data = "";
    let id: string | undefined;
    try {
      for await (const line of lines) {
        const [, name, value] = line.match(/^(\w+): (.*)$/) ?? [];
        if (name === "event") event = value!;
        if (name === "data") data += value;
        if (name === "id") id = value;
        if (line !== "" || data === "") continue;
        yield { event, data, id };
        event = "message";
        data = "";
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
    }
  }
}
