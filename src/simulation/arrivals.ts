/** When whom a broadcast reaches, in order of time. The arrays belong to whoever asked for them. */
export interface Arrivals {
  /** How many arrivals; the arrays may be longer. */
  readonly count: number;
  /** Whom it reaches. */
  readonly peers: Int32Array;
  /** When, virtual ms; never decreasing. */
  readonly times: Float64Array;
}

/** From this many arrivals on, a first sort leaves the second little to do. */
const MANY = 40;

/** Bits of the mantissa of a time that the first sort looks at, and of the exponent. */
const MANTISSA = 7, EXPONENT = 4;

const BUCKETS = 1 << MANTISSA + EXPONENT;

const starts = new Uint32Array(BUCKETS + 1);
let keys = new Int32Array(0);

/**
 * Sorts arrivals by time, and those of equal time by peer.
 *
 * First into buckets of about 1 % in time since the earliest (the leading bits of floats order as the floats do,
 * if these are not negative), whatever the distribution; then by insertion.
 *
 * @param peers whom each reaches
 * @param times when
 * @param count how many; the rest of the arrays is not read
 */
export function sortArrivals(
  peers: Int32Array,
  times: Float64Array,
  count: number,
): Arrivals {
  const arrivals = count < MANY
    ? { count, peers: peers.slice(0, count), times: times.slice(0, count) }
    : bucketSort(peers, times, count);
  insertionSort(arrivals);
  return arrivals;
}

function bucketSort(
  peers: Int32Array,
  times: Float64Array,
  count: number,
): Arrivals {
  if (keys.length < count) keys = new Int32Array(2 * count);
  let earliest = Infinity, latest = -Infinity;
  for (let i = 0; i < count; i++) {
    const time = times[i]!;
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
  }
  const last = leadingBits(latest - earliest) - BUCKETS + 1;
  starts.fill(0);
  for (let i = 0; i < count; i++) {
    const key = Math.max(0, leadingBits(times[i]! - earliest) - last);
    keys[i] = key;
    starts[key + 1]!++;
  }
  for (let i = 1; i < BUCKETS; i++) starts[i]! += starts[i - 1]!;
  const arrivals = {
    count,
    peers: new Int32Array(count),
    times: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const at = starts[keys[i]!]!++;
    arrivals.peers[at] = peers[i]!;
    arrivals.times[at] = times[i]!;
  }
  return arrivals;
}

const float = new Float32Array(1), bits = new Int32Array(float.buffer);

/** Exponent and leading bits of the mantissa. */
function leadingBits(time: number): number {
  float[0] = time;
  return bits[0]! >>> 23 - MANTISSA;
}

function insertionSort({ count, peers, times }: Arrivals): void {
  for (let i = 1; i < count; i++) {
    const time = times[i]!, peer = peers[i]!;
    let at = i;
    for (; at > 0; at--) {
      const before = times[at - 1]!;
      if (before < time || (before === time && peers[at - 1]! <= peer)) break;
      times[at] = before;
      peers[at] = peers[at - 1]!;
    }
    times[at] = time;
    peers[at] = peer;
  }
}
