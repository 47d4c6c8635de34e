/** For how much of the time since the first one a gradient was running here. */
export class Occupation {
  #beganAt: number | undefined;
  #since: number | undefined;
  #ms = 0;

  /** A gradient begins. */
  begin(now: number): void {
    this.#beganAt ??= now;
    this.#since = now;
  }

  /** It has ended, one way or the other. */
  end(now: number): void {
    if (this.#since !== undefined) this.#ms += now - this.#since;
    this.#since = undefined;
  }

  /** The part of the time until now, 0 to 1; NaN before the first gradient took any. */
  part(now: number): number {
    if (this.#beganAt === undefined) return NaN;
    const running = this.#since === undefined ? 0 : now - this.#since;
    return (this.#ms + running) / (now - this.#beganAt);
  }
}
