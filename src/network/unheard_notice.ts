/** Tells a person, once each time it begins, that messages reach nobody. */
export class UnheardNotice {
  readonly #onNotice: (text: string) => void;
  #isUnheard = false;
  #dropped = 0;

  /** @param onNotice Called with a sentence. */
  constructor(onNotice: (text: string) => void) {
    this.#onNotice = onNotice;
  }

  /**
   * A message was published.
   *
   * @param recipients Peers that it was handed to.
   * @param connected Peers that are here.
   * @param dropped Messages that were dropped so far, as too much waits already.
   */
  published(recipients: number, connected: number, dropped: number): void {
    const isDropped = dropped > this.#dropped;
    this.#dropped = dropped;
    if (recipients > 0 || isDropped) this.#isUnheard = false;
    else if (connected > 0 && !this.#isUnheard) {
      this.#isUnheard = true;
      this.#onNotice(
        `A message reached nobody, although ${connected} peers are connected: it was published twice, or they do not read what is sent to them`,
      );
    }
  }
}
