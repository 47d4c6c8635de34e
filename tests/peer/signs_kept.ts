/** What one peer visited in an epoch, and in the next. */
export interface Visits {
  /** Its units, in order. */
  readonly order: readonly number[];
  /** The gradient of each. */
  readonly gradients: readonly Float32Array[];
  /** Its units in the epoch after, as far as it came. */
  readonly next: readonly number[];
}

/**
 * Counts the signs that are PairBalance's own against the sum of all signs before
 * them *as they were*. Where one sign differs from the centralised form's, the sum
 * takes another way from there, which may be as good: those after it then differ,
 * too, up to all of them, and still balance.
 *
 * @param peers in rank order
 */
export function signsKept(
  peers: readonly Visits[],
): { kept: number; pairs: number } {
  const dimension = Math.max(
    0,
    ...peers.map(({ gradients }) => gradients[0]?.length ?? 0),
  );
  const sum = new Float64Array(dimension);
  const longest = Math.max(...peers.map(({ order }) => order.length >> 1));
  const counts = { kept: 0, pairs: 0 };
  for (let pair = 0; pair < longest; pair++) {
    for (const { order, gradients, next } of peers) {
      const unit = next[pair];
      if (pair >= order.length >> 1 || unit === undefined) continue;
      const first = gradients[2 * pair]!, second = gradients[2 * pair + 1]!;
      const z = first.map((value, j) => value - second[j]!);
      const dot = z.reduce((dot, value, j) => dot + sum[j]! * value, 0);
      const sign = unit === order[2 * pair] ? 1 : -1;
      counts.pairs++;
      if (sign === (dot <= 0 ? 1 : -1)) counts.kept++;
      for (let j = 0; j < dimension; j++) sum[j]! += sign * z[j]!;
    }
  }
  return counts;
}
