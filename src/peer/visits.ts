/** Epochs ahead of the own one whose visits are noted. */
const AHEAD = 4;

/**
 * Which units anybody has visited, by epoch, as far as updates have told: one bit a
 * unit, for the own epoch, the one before and a few to come.
 */
export class Visits {
  /** The furthest epoch in which anybody is known to have visited a unit. */
  furthest = 0;
  readonly #units: number;
  readonly #epochs = new Map<number, Uint32Array>();
  #first = 0;

  /**
   * Nothing was visited.
   *
   * @param units in the data, N
   */
  constructor(units: number) {
    this.#units = units;
  }

  /** Notes a visit. */
  add(epoch: number, unit: number): void {
    if (epoch < this.#first || epoch > this.#first + 1 + AHEAD) return;
    if (!(unit >= 0 && unit < this.#units)) return;
    this.furthest = Math.max(this.furthest, epoch);
    this.#of(epoch)[unit >> 5]! |= 1 << (unit & 31);
  }

  /** Whether anybody has visited a unit in an epoch. */
  has(epoch: number, unit: number): boolean {
    const bits = this.#epochs.get(epoch)?.[unit >> 5] ?? 0;
    return (bits & (1 << (unit & 31))) !== 0;
  }

  /** What was visited in an epoch, 32 units a word; read it only. */
  bits(epoch: number): Uint32Array {
    return this.#epochs.get(epoch) ?? new Uint32Array(0);
  }

  /** Takes over what was saved; words beyond the data are left out. */
  restore(epoch: number, bits: Uint32Array): void {
    const own = this.#of(epoch);
    const words = Math.min(own.length, bits.length);
    for (let i = 0; i < words; i++) own[i]! |= bits[i]!;
  }

  /** Forgets the epochs before this one. */
  startAt(epoch: number): void {
    this.#first = epoch;
    for (const past of this.#epochs.keys()) {
      if (past < epoch) this.#epochs.delete(past);
    }
  }

  #of(epoch: number): Uint32Array {
    let bits = this.#epochs.get(epoch);
    if (bits === undefined) {
      bits = new Uint32Array(Math.ceil(this.#units / 32));
      this.#epochs.set(epoch, bits);
    }
    return bits;
  }
}
