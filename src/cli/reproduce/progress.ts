import { percent, roughly } from "../../telemetry/words/format.ts";

/** Seconds between lines where nobody looks on live. */
const QUIET = 10;

/** Part done and time left on stderr, so that stdout stays for the result. */
export class Progress {
  readonly #isTerminal = Deno.stderr.isTerminal();
  #shownAt = -Infinity;
  #isShown = false;

  /**
   * Tells how far it is.
   *
   * @param part from 0 to 1
   * @param seconds since the start
   */
  show(part: number, seconds: number): void {
    if (seconds - this.#shownAt < (this.#isTerminal ? 0.25 : QUIET)) return;
    this.#shownAt = seconds;
    const left = part > 0 ? `, ${roughly(seconds / part - seconds)} left` : "";
    const text = `${percent(part)} done${left}`;
    this.#write(this.#isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
    this.#isShown = true;
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isShown && this.#isTerminal) this.#write("\r\x1b[K");
    this.#isShown = false;
  }

  #write(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  }
}
