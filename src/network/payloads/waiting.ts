import { NetworkError } from "../errors.ts";

/** Who waits for payloads, by their names. */
export class Waiting {
  readonly #all = new Map<
    string,
    PromiseWithResolvers<Uint8Array>
  >();

  /** Settles when the payload is here, or will not come; the same for all that ask. */
  for(id: string): Promise<Uint8Array> {
    let one = this.#all.get(id);
    if (one === undefined) {
      one = Promise.withResolvers();
      this.#all.set(id, one);
    }
    return one.promise;
  }

  /** It is here. */
  came(id: string, bytes: Uint8Array): void {
    this.#all.get(id)?.resolve(bytes);
    this.#all.delete(id);
  }

  /** It will not come. */
  failed(id: string, reason: string): void {
    const error = new NetworkError(`Cannot pull a payload: ${reason}`);
    this.#all.get(id)?.reject(error);
    this.#all.delete(id);
  }

  /** Nothing comes any more. */
  close(): void {
    for (const id of [...this.#all.keys()]) {
      this.failed(id, "the network is closed");
    }
  }
}
