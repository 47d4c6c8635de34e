import { showAddress } from "./addresses.ts";
import { messageOf } from "./errors.ts";

/** Failed handshakes in a row before a person hears of it: one may be a race. */
const PATIENCE = 2;

/** The same address is mentioned again after this time, in milliseconds. */
const AGAIN_AFTER = 300_000;

/** Puts failed connections into words, where a person can do something about it. */
export class FailureNotes {
  readonly #private: boolean;
  readonly #onNotice: (text: string) => void;
  readonly #failures = new Map<string, number>();
  readonly #told = new Map<string, number>();

  /**
   * @param isPrivate Whether this side has a secret.
   * @param onNotice Called with a sentence.
   */
  constructor(isPrivate: boolean, onNotice: (text: string) => void) {
    this.#private = isPrivate;
    this.#onNotice = onNotice;
  }

  /** A peer was reached. */
  succeeded(peer: string): void {
    this.#failures.delete(peer);
  }

  /** A peer was not reached. */
  failed(peer: string, addresses: string[], error: unknown): void {
    if (!isHandshakeFailure(error)) return;
    const count = (this.#failures.get(peer) ?? 0) + 1;
    this.#failures.set(peer, count);
    const address = addresses[0] ?? peer;
    const told = this.#told.get(address) ?? -Infinity;
    if (count < PATIENCE || Date.now() - told < AGAIN_AFTER) return;
    this.#told.set(address, Date.now());
    this.#onNotice(
      `Cannot talk to the peer at ${showAddress(address)}: ${
        this.#private
          ? "its secret is another than ours, or it has none (check --secret on both)"
          : "it wants a secret that we do not have (--secret), or is not a libp2p peer"
      }`,
    );
  }
}

/** Whether the other side was reached but the connection could not be secured. */
function isHandshakeFailure(error: unknown): boolean {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return errors.length > 0 &&
    errors.every((each) =>
      !/connection error|ECONN|EHOST|ENET|refused|timed? ?out|abort/i.test(
        messageOf(each),
      )
    );
}
