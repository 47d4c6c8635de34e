/** Version of every format in docs/wire-format.md; the second byte of a frame. */
export const FORMAT_VERSION = 2;

/** First byte of what travels. */
export const Kind = {
  update: 1,
  status: 2,
  snapshot: 3,
  clock: 4,
  rangeSum: 5,
  values: 6,
  evidence: 7,
  announcement: 8,
} as const;

/** Bytes of a payload that are hashed, and travel, together; the last of a payload may be fewer. */
export const PAYLOAD_CHUNK: number = 64 * 1024;

/**
 * Longest payload, in bytes, that goes with its header in one message: one chunk. Longer ones are announced. What is a
 * single chunk comes from one holder whatever is done, and asking for it costs more messages than it saves.
 */
export const INLINE: number = 64 * 1024;

/** Coordinates in one values frame; the last of a vector may have fewer. */
export const CHUNK: number = 64 * 1024;

/** Coordinates that are packed in numbers of equal width. */
export const VALUE_BLOCK = 64;

/** Most bytes of ordering signs in one header: 524,288 pairs. */
export const MAX_SIGNS: number = 64 * 1024;

/** Most clock entries in one update header: what its publisher has folded since the last. */
export const MAX_HEADER_ENTRIES = 255;

/** Most units in one header after the first: the local steps of an update, less one. */
export const MAX_FURTHER_UNITS = 65_535;

/** Most clock entries in one status. */
export const MAX_STATUS_ENTRIES: number = 16 * 1024;

/** Most bytes of UTF-8 in a status's stop reason. */
export const MAX_STOP_REASON = 512;

/** Most validation metrics in one status. */
export const MAX_METRICS = 64;

/** Most feeds in a clock or a snapshot. */
export const MAX_FEEDS: number = 64 * 1024;

/** Largest magnitude of one coordinate of one update, unless the manifest says otherwise: 2^10. */
export const DEFAULT_MAX_ABS = 1024;
