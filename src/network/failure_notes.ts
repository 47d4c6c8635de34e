import { showAddress } from "./addresses.ts";
import { HandshakeError } from "./connections.ts";

/** Failed handshakes in a row before a person hears of it: one may be a lost connection. */
const PATIENCE = 2;

/** The same address is mentioned again after this time, in milliseconds. */
const AGAIN_AFTER = 300_000;

/** Addresses remembered. */
const REMEMBERED = 1024;

/** Puts failed handshakes into words, where a person can do something about it. */
export class FailureNotes {
  readonly #private: boolean;
  readonly #onNotice: (text: string) => void;
  readonly #failures = new Map<string, number>();
  readonly #told = new Map<string, number>();

  /**
   * @param isPrivate Whether this side has a secret.
   * @param onNotice Called with a sentence, not often.
   */
  constructor(isPrivate: boolean, onNotice: (text: string) => void) {
    this.#private = isPrivate;
    this.#onNotice = onNotice;
  }

  /** A peer was reached. */
  succeeded(peer: string): void {
    this.#failures.delete(peer);
  }

  /** A peer could not be reached, for a reason of which something may have to be said. */
  dialFailed(peer: string, addresses: string[], error: unknown): void {
    if (error instanceof HandshakeError) this.failed(peer, addresses);
  }

  /** A peer took the connection, but it could not be secured. */
  failed(peer: string, addresses: string[]): void {
    if (this.#failures.size >= REMEMBERED) this.#failures.clear();
    const count = (this.#failures.get(peer) ?? 0) + 1;
    this.#failures.set(peer, count);
    if (count < PATIENCE) return;
    this.#tell(
      addresses[0] ?? peer,
      this.#private
        ? "it seems to have another secret than ours, or none"
        : "it seems to have a secret, or is not a libp2p peer",
    );
  }

  /** A peer of this swarm announced that it has another secret, or none. */
  lockedOut(addresses: string[], isPrivate: boolean): void {
    this.#tell(
      addresses[0] ?? "",
      !this.#private
        ? "it has a secret and we have none"
        : isPrivate
        ? "it has another secret than ours"
        : "it has no secret and we have one",
    );
  }

  #tell(address: string, reason: string): void {
    const where = showAddress(address);
    const told = this.#told.get(where) ?? -Infinity;
    if (Date.now() - told < AGAIN_AFTER) return;
    if (this.#told.size >= REMEMBERED) this.#told.clear();
    this.#told.set(where, Date.now());
    this.#onNotice(
      `Cannot talk to the peer at ${where}: ${reason} (give all peers of a private swarm the same --secret)`,
    );
  }
}
