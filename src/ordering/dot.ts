/** Partial sums of an inner product: entry i goes to number i mod 8. */
export const LANES = 8;

/**
 * Adds up the partial sums in a fixed order.
 *
 * @param lanes eight numbers
 */
export function sumLanes(lanes: ArrayLike<number>): number {
  return ((lanes[0]! + lanes[1]!) + (lanes[2]! + lanes[3]!)) +
    ((lanes[4]! + lanes[5]!) + (lanes[6]! + lanes[7]!));
}

/**
 * The inner product <r, z> in float64, in the one order of summation that all of
 * ordering uses: eight interleaved partial sums, then those in pairs. That is
 * what vector instructions compute, so that tuned code agrees with this loop to
 * the last bit, and every peer gets the same sign from the same bytes.
 *
 * @param r float64, length d
 * @param z float32, length d
 */
export function dot(r: Float64Array, z: Float32Array): number {
  const lanes = new Float64Array(LANES);
  for (let i = 0; i < z.length; i++) lanes[i % LANES]! += r[i]! * z[i]!;
  return sumLanes(lanes);
}
