/** What the playhead does: follows what comes, plays what was, or stands. */
export type Playing = "following" | "playing" | "standing";

/** The moment that is looked at. Knows no clock: the time that has passed is handed in. */
export class Playhead {
  #state: Playing = "following";
  #time = 0;
  /** Seconds of the run in a second of looking. */
  speed = 1;

  /** What it does. */
  get state(): Playing {
    return this.#state;
  }

  /** The moment, seconds; Infinity while it follows. */
  get time(): number {
    return this.#state === "following" ? Infinity : this.#time;
  }

  /** Goes to a moment and stands there, or goes on playing; follows from the newest on. */
  seek(time: number, newest: number): void {
    if (time >= newest) return this.follow();
    this.#time = Math.max(0, time);
    if (this.#state === "following") this.#state = "standing";
  }

  /** Follows what comes. */
  follow(): void {
    this.#state = "following";
  }

  /** Plays what stands, stops what moves; at the end it plays from the beginning. */
  toggle(newest: number, isLive: boolean): void {
    if (this.#state === "playing") {
      this.#state = "standing";
    } else if (this.#state === "standing") {
      this.#state = "playing";
    } else if (isLive) {
      this.#time = newest;
      this.#state = "standing";
    } else {
      this.play(0);
    }
  }

  /** A recording opens: plays it from its beginning, so many seconds of it in one, as soon as time passes. */
  open(speed: number): void {
    this.speed = speed;
    this.play(0);
  }

  /** Plays from a moment on. */
  play(from: number): void {
    this.#time = from;
    this.#state = "playing";
  }

  /** So many seconds have passed; whether the moment has changed by that. */
  pass(seconds: number, newest: number): boolean {
    if (this.#state !== "playing") return false;
    this.#time += seconds * this.speed;
    if (this.#time >= newest) this.follow();
    return true;
  }
}
