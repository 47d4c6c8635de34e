/** How often somebody must fall behind in a row: once or twice is a hiccup, and mends itself. */
const OFTEN = 5;

/** Seconds without it after which that is over. */
const OVER = 60;

interface Bout {
  times: number;
  last: number;
}

/** Tells who falls behind again and again, once for each bout. */
export class Laggards {
  readonly #bouts = new Map<string, Bout>();

  /** Whether a person should hear that a peer has fallen behind now. */
  isNews(peer: string, seconds: number): boolean {
    const bout = this.#bouts.get(peer);
    const goesOn = bout !== undefined && seconds - bout.last < OVER;
    const times = goesOn ? bout.times + 1 : 1;
    this.#bouts.set(peer, { times, last: seconds });
    return times === OFTEN;
  }
}
