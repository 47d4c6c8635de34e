/** What a header says of norms: an update's, or a status's. */
export interface HeardHeader {
  /** Own entries published. */
  readonly seq: number;
  /** Sum of their norms. */
  readonly cumulativeNorm: number;
  /** Norm of what error feedback still holds back. */
  readonly residualNorm: number;
}

/** Headers over which the rate of norms is taken. */
const MEMORY = 16;

/** Headers after which a long gap is half forgotten, about. */
const GAP_MEMORY = 64;

/** Numbers kept for each member. */
const FIELDS = 8;
const SEQ = 0;
const NORM = 1;
const RESIDUAL = 2;
const HEARD_AT = 3;
/** Norm published, and the time it took: decayed sums. */
const RATE_NORM = 4;
const RATE_TIME = 5;
const LARGEST_GAP = 6;
const HEADERS = 7;

/**
 * What the newest headers of each member say of norms, and how they follow each
 * other. Members are numbered from 0. A few additions a header, whatever the
 * number of members; and plain numbers in one array, since a simulation of a
 * thousand peers has a million members.
 */
export class HeaderLog {
  #fields = new Float64Array(4 * FIELDS);

  /** Takes in a header that came at `now`, ms, monotonic; an older one counts as word only. */
  hear(member: number, header: HeardHeader, now: number): void {
    const at = this.#reserve(member);
    const fields = this.#fields;
    const brought = header.cumulativeNorm - fields[at + NORM]!;
    if (fields[at + HEADERS]! > 0) {
      const gap = now - fields[at + HEARD_AT]!;
      const kept = 1 - 1 / MEMORY;
      fields[at + RATE_NORM] = kept * fields[at + RATE_NORM]! +
        (brought > 0 ? brought : 0);
      fields[at + RATE_TIME] = kept * fields[at + RATE_TIME]! + gap;
      const largest = fields[at + LARGEST_GAP]!;
      const faded = largest + (gap - largest) / GAP_MEMORY;
      fields[at + LARGEST_GAP] = Math.max(gap, faded);
    }
    fields[at + HEADERS]!++;
    fields[at + HEARD_AT] = now;
    this.note(member, header);
  }

  /** Takes in what a header says that came late, as history does. */
  note(member: number, header: HeardHeader): void {
    const { seq, cumulativeNorm, residualNorm } = header;
    const at = this.#reserve(member);
    const fields = this.#fields;
    const brought = cumulativeNorm - fields[at + NORM]!;
    // A signed header may still say what is no norm.
    if (brought > 0 && brought < Infinity) fields[at + NORM] = cumulativeNorm;
    if (seq < fields[at + SEQ]!) return;
    fields[at + SEQ] = seq;
    fields[at + RESIDUAL] = residualNorm > 0 && residualNorm < Infinity
      ? residualNorm
      : 0;
  }

  /** Entries that the member has published, as far as heard. */
  seq(member: number): number {
    return this.#field(member, SEQ);
  }

  /** Sum of the norms of those. */
  cumulativeNorm(member: number): number {
    return this.#field(member, NORM);
  }

  /** Norm of the residual, as of the newest header. */
  residualNorm(member: number): number {
    return this.#field(member, RESIDUAL);
  }

  /** Time since the newest header, ms; Infinity where there is none. */
  age(member: number, now: number): number {
    return this.#field(member, HEADERS) === 0
      ? Infinity
      : now - this.#field(member, HEARD_AT);
  }

  /** Norm published a ms, the decayed mean; 0 before the second header. */
  rate(member: number): number {
    const time = this.#field(member, RATE_TIME);
    return time > 0 ? this.#field(member, RATE_NORM) / time : 0;
  }

  /**
   * The age, ms, up to which the newest header says where the member stands: the
   * longest that this link was silent, long ago counting less. 0 before the second
   * header.
   */
  freshness(member: number): number {
    return this.#field(member, LARGEST_GAP);
  }

  #field(member: number, field: number): number {
    return this.#fields[member * FIELDS + field] ?? 0;
  }

  #reserve(member: number): number {
    const at = member * FIELDS;
    if (at >= this.#fields.length) {
      const larger = new Float64Array(2 * (at + FIELDS));
      larger.set(this.#fields);
      this.#fields = larger;
    }
    return at;
  }
}
