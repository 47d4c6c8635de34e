import type { Random } from "../random/mod.ts";
import { BitMatrix } from "./bit_matrix.ts";
import type { Delay } from "./delay.ts";
import type { NetworkModel } from "./network_model.ts";

/** The links between peers: how long a copy takes, whether it is lost, and which are cut. */
export class Links {
  /** Part of the copies that are lost, 0 … 1. */
  loss: number;
  readonly #latency: NetworkModel["latency"];
  readonly #random: Random;
  readonly #cuts = new BitMatrix();
  #cutCount = 0;

  constructor(model: NetworkModel, random: Random) {
    this.loss = model.loss ?? 0;
    this.#latency = model.latency;
    this.#random = random;
  }

  /** Whether any link is cut. */
  get anyCut(): boolean {
    return this.#cutCount > 0;
  }

  /** Milliseconds that one copy takes over a link, drawn anew. */
  latency(from: number, to: number, now: number): number {
    const latency = this.#latency;
    if (latency === undefined) return 0.5 + this.#random.uint32() / 2 ** 32;
    const delay: Delay = typeof latency === "function"
      ? latency(from, to)
      : latency;
    return delay.sample(this.#random, now);
  }

  /** Whether a copy is lost, drawn anew. */
  loses(): boolean {
    return this.loss > 0 && this.#random.uint32() < this.loss * 2 ** 32;
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

  /** Mends all links. */
  mend(): void {
    this.#cuts.clear();
    this.#cutCount = 0;
  }
}
