import type { Random } from "../random/mod.ts";
import { BitMatrix } from "./bit_matrix.ts";
import type { NetworkModel } from "./network_model.ts";

/** Draws from which the least latency is taken, where it is not known. */
const DRAWS = 256;

/** Part of the mean latency that is long enough for a window. */
const PART = 1 / 8;

/** The links between peers: how long a copy takes, whether it is lost, and which are cut. */
export class Links {
  /** A latency than which almost none is shorter, ms. */
  least: number;
  /** How far to look ahead at a time, ms. */
  window: number;
  readonly #latency: NetworkModel["latency"];
  readonly #random: Random;
  readonly #cuts = new BitMatrix();
  #cutCount = 0;
  #loss = 0;
  /** Copies that arrive before the next one that is lost. */
  #good = Infinity;
  #draws = 0;
  #shortest = Infinity;
  #sum = 0;

  /**
   * @param model what links are like
   * @param random the only source of chance
   */
  constructor(model: NetworkModel, random: Random) {
    this.#latency = model.latency;
    this.#random = random;
    this.least = model.latency === undefined ? 0.5 : 0;
    this.window = this.least / 2;
    this.loss = model.loss ?? 0;
  }

  /** Part of the copies that are lost, 0 … 1. */
  get loss(): number {
    return this.#loss;
  }

  set loss(loss: number) {
    if (!(loss >= 0 && loss <= 1)) {
      throw new RangeError(
        `Cannot lose ${loss} of all copies: loss is between 0 and 1`,
      );
    }
    this.#loss = loss;
    this.#good = this.#drawGood();
  }

  /** Whether any link is cut. */
  get anyCut(): boolean {
    return this.#cutCount > 0;
  }

  /** Milliseconds that one copy takes over a link, drawn anew. */
  latency(from: number, to: number, now: number): number {
    const latency = this.#latency;
    if (latency === undefined) return 0.5 + this.#random.uint32() / 2 ** 32;
    const drawn = typeof latency === "function"
      ? latency(from, to).sample(this.#random, now)
      : latency.sample(this.#random, now);
    this.#learn(drawn);
    return drawn;
  }

  /** Whether a copy is lost, drawn anew. */
  loses(): boolean {
    if (this.#loss === 0 || --this.#good >= 0) return false;
    this.#good = this.#drawGood();
    return true;
  }

  /** How many of so many copies are lost, where it does not matter which. */
  losses(copies: number): number {
    if (this.#loss === 0) return 0;
    return Math.floor(copies * this.#loss + this.#random.uniform());
  }

  /** Whether nothing passes between two peers. */
  isCut(a: number, b: number): boolean {
    return this.#cutCount > 0 && this.#cuts.has(a, b);
  }

  /** Cuts or mends a link; returns whether that changed anything. */
  cut(a: number, b: number, isCut: boolean): boolean {
    if (a === b || this.#cuts.has(a, b) === isCut) return false;
    this.#cuts.setBoth(a, b, isCut);
    this.#cutCount += isCut ? 1 : -1;
    return true;
  }

  /** Mends all links; returns whether any was cut. */
  mend(): boolean {
    const any = this.anyCut;
    this.#cuts.clear();
    this.#cutCount = 0;
    return any;
  }

  /** How long it takes until a copy is lost is geometric: one draw for each loss instead of each copy. */
  #drawGood(): number {
    if (this.#loss === 0) return Infinity;
    if (this.#loss === 1) return 0;
    return Math.floor(
      Math.log(1 - this.#random.uniform()) / Math.log(1 - this.#loss),
    );
  }

  #learn(latency: number): void {
    this.#sum += latency;
    if (latency < this.#shortest) {
      this.#shortest = latency;
      if (this.least > latency) this.least = latency;
    }
    // Powers of two: often while little is known, then hardly ever.
    const draws = ++this.#draws;
    if ((draws & (draws - 1)) !== 0 || draws < DRAWS) return;
    // A little less than the shortest seen: there may be shorter ones.
    this.least = this.#shortest * (1 - 1 / Math.sqrt(draws));
    this.window = Math.max(this.least / 2, PART * this.#sum / draws);
  }
}
