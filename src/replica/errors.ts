/** Bytes that do not form a frame, a header or a clock of this version. */
export class WireError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "WireError";
  /** The class\'s name. */
  override readonly name: string = "WireError";
}

/** A manifest that has no canonical form, for example because it holds NaN or a function. */
export class ManifestError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "ManifestError";
  /** The class\'s name. */
  override readonly name: string = "ManifestError";
}

/** Values that cannot be written into an update: not finite, or larger than the cap in the manifest. */
export class PayloadError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "PayloadError";
  /** The class\'s name. */
  override readonly name: string = "PayloadError";
}

/** A snapshot that is damaged, belongs to another swarm or contradicts its publishers' own words. */
export class SnapshotError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "SnapshotError";
  /** The class\'s name. */
  override readonly name: string = "SnapshotError";
  /** Whether it is not what it claims to be, whoever reads it; else it is of no use here. */
  readonly isFalse: boolean;

  /** Takes the message and, besides the cause, who is to blame. */
  constructor(
    message: string,
    { isFalse = false, ...options }: ErrorOptions & { isFalse?: boolean } = {},
  ) {
    super(message, options);
    this.isFalse = isFalse;
  }
}

/** Where the model left the range in which the sum is exact. */
export interface Divergence {
  /** Position in the flat vector, trainable first, then state. */
  readonly coordinate: number;
  /** What that coordinate would have become. */
  readonly value: number;
  /** Feed and number of the update that did it; absent for starting values. */
  readonly update?: { readonly feed: string; readonly seq: number };
}

/**
 * A coordinate reached 2^20 in magnitude, or is not finite. This is a stop for the whole swarm: every
 * peer that folds the same updates meets it. The replica holds the bytes it had before.
 */
export class DivergedError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "DivergedError";
  /** The class\'s name. */
  override readonly name: string = "DivergedError";
  /** Where it happened. */
  readonly divergence: Divergence;

  /** Builds the message from the place. */
  constructor(divergence: Divergence) {
    const { coordinate, value, update } = divergence;
    const cause = update === undefined
      ? "in the starting values"
      : `on adding update ${update.seq} of feed ${update.feed}`;
    super(
      `Cannot keep the sum exact: coordinate ${coordinate} is ${value} ${cause}, beyond 2^20; ` +
        "the model has diverged, so lower the learning rate or clip gradients",
    );
    this.divergence = divergence;
  }
}
