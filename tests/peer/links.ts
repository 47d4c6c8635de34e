import type { Random } from "../../src/random/mod.ts";

type End = { readonly index: number };

/** What links are like, for each direction of each. */
export interface LinkOptions {
  /** Milliseconds a message takes; those that vary reorder messages. */
  latencyMs?: (from: number, to: number, random: Random) => number;
  /** Part of the messages that gossip loses. */
  loss?: number;
  /** Part of the messages that gossip delivers twice. */
  duplication?: number;
  /** Bytes a millisecond; without it links are as wide as need be. */
  bandwidth?: (from: number, to: number) => number;
}

/** The links between peers: how long a message takes, and whether it arrives. */
export class Links {
  readonly #options: LinkOptions;
  readonly #random: Random;
  readonly #cut = new Set<string>();
  readonly #busyUntil = new Map<string, number>();

  constructor(options: LinkOptions, random: Random) {
    this.#options = options;
    this.#random = random;
  }

  /** Milliseconds that one message takes. */
  latency(from: End, to: End): number {
    const { latencyMs } = this.#options;
    return latencyMs?.(from.index, to.index, this.#random) ??
      0.5 + this.#random.uniform();
  }

  /** After how long each copy of a gossip message arrives; none where it is lost. */
  delays(from: End, to: End, bytes: number, now: number): number[] {
    const { loss = 0, duplication = 0, bandwidth } = this.#options;
    if (this.isCut(from, to)) return [];
    let sending = 0;
    if (bandwidth !== undefined) {
      const link = `${from.index}>${to.index}`;
      const start = Math.max(now, this.#busyUntil.get(link) ?? 0);
      const end = start + bytes / bandwidth(from.index, to.index);
      this.#busyUntil.set(link, end);
      sending = end - now;
    }
    if (loss > 0 && this.#random.uniform() < loss) return [];
    const delays = [sending + this.latency(from, to)];
    if (duplication > 0 && this.#random.uniform() < duplication) {
      delays.push(sending + this.latency(from, to));
    }
    return delays;
  }

  /** Whether nothing passes between two peers. */
  isCut(a: End, b: End): boolean {
    return this.#cut.has(pair(a, b));
  }

  /** Cuts or mends one link, silently. */
  cut(a: End, b: End, cut: boolean): void {
    if (cut) this.#cut.add(pair(a, b));
    else this.#cut.delete(pair(a, b));
  }

  /** Mends every link. */
  mend(): void {
    this.#cut.clear();
  }
}

function pair(a: End, b: End): string {
  return a.index < b.index ? `${a.index}-${b.index}` : `${b.index}-${a.index}`;
}
