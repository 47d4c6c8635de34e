// Vectors come in chunks of float32, padded with zeros to a multiple of 16. Sums of squares are kept in four float64:
// two lanes of what is sent, two of what is left.

const GRID: f32 = 2.3283064365386963e-10; // 2^-32
const UNITS: f32 = 4294967296.0; // 2^32
const COARSE: f32 = 0.00390625; // 2^-8: from here on every float32 is on the grid
const MAGNITUDE: i32 = 0x7fffffff;

/**
 * v = step + factor * carried, rounded once; step is float64. Without carried, which is 0 then, v = step.
 *
 * @returns as `largest`
 */
export function load64(
  step: usize,
  carried: usize,
  factor: f64,
  v: usize,
  n: i32,
): u32 {
  return carried
    ? stepAndCarried(step, carried, factor, v, n, true, true)
    : stepAndCarried(step, carried, factor, v, n, true, false);
}

/** The same of a float32 step. */
export function load32(
  step: usize,
  carried: usize,
  factor: f64,
  v: usize,
  n: i32,
): u32 {
  return stepAndCarried(step, carried, factor, v, n, false, true);
}

// @ts-ignore: decorator
@inline
function stepAndCarried(
  step: usize,
  carried: usize,
  factor: f64,
  v: usize,
  n: i32,
  isWide: bool,
  carries: bool,
): u32 {
  const f = f64x2.splat(factor), mask = i32x4.splat(MAGNITUDE);
  let most = i32x4.splat(0);
  for (; n > 0; n -= 4, v += 16) {
    let low: v128, high: v128;
    if (isWide) {
      low = v128.load(step), high = v128.load(step, 16);
      step += 32;
    } else {
      const x = v128.load(step);
      low = f64x2.promote_low_f32x4(x), high = promoteHigh(x);
      step += 16;
    }
    if (carries) {
      const c = v128.load(carried);
      low = f64x2.add(low, f64x2.mul(f, f64x2.promote_low_f32x4(c)));
      high = f64x2.add(high, f64x2.mul(f, promoteHigh(c)));
      carried += 16;
    }
    const sum = v128.shuffle<i64>(
      f32x4.demote_f64x2_zero(low),
      f32x4.demote_f64x2_zero(high),
      0,
      2,
    );
    most = i32x4.max_u(most, v128.and(sum, mask));
    v128.store(v, sum);
  }
  return largestLane(most);
}

/** The bits of the largest magnitude, as an unsigned integer: above 0x7f7fffff where one is not finite. */
export function largest(v: usize, n: i32): u32 {
  const mask = i32x4.splat(MAGNITUDE);
  let a = i32x4.splat(0), b = i32x4.splat(0);
  for (; n > 0; n -= 8, v += 32) {
    a = i32x4.max_u(a, v128.and(v128.load(v), mask));
    b = i32x4.max_u(b, v128.and(v128.load(v, 16), mask));
  }
  return largestLane(i32x4.max_u(a, b));
}

/**
 * out = v rounded to the grid within the limit; v = what is left.
 *
 * @param isFine whether all magnitudes are below 2^-8 and within the limit, so that there is less to do
 */
export function float32(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  if (isFine) dense32(v, out, limit, true, n, sums);
  else dense32(v, out, limit, false, n, sums);
}

// @ts-ignore: decorator
@inline
function dense32(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  let sent = v128.load(sums), left = v128.load(sums, 16);
  for (; n > 0; n -= 8, v += 32, out += 32) {
    const x = v128.load(v), y = v128.load(v, 16);
    const d = isFine ? fineToGrid(x) : toGrid(x, limit);
    const e = isFine ? fineToGrid(y) : toGrid(y, limit);
    const r = f32x4.sub(x, d), s = f32x4.sub(y, e);
    v128.store(out, d), v128.store(out, e, 16);
    v128.store(v, r), v128.store(v, s, 16);
    sent = f64x2.add(sent, f64x2.add(squared(d), squared(e)));
    left = f64x2.add(left, f64x2.add(squared(r), squared(s)));
  }
  v128.store(sums, sent), v128.store(sums, left, 16);
}

/** out = the upper halves of v rounded to the grid, then to 8 bits, ties to even; v = what is left. */
export function bfloat16(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  if (isFine) dense16(v, out, limit, true, n, sums);
  else dense16(v, out, limit, false, n, sums);
}

// @ts-ignore: decorator
@inline
function dense16(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  let sent = v128.load(sums), left = v128.load(sums, 16);
  for (; n > 0; n -= 8, v += 32, out += 16) {
    const x = v128.load(v), y = v128.load(v, 16);
    const p = upperHalf(isFine ? fineToGrid(x) : toGrid(x, limit));
    const q = upperHalf(isFine ? fineToGrid(y) : toGrid(y, limit));
    v128.store(out, i16x8.narrow_i32x4_u(p, q));
    const d = i32x4.shl(p, 16), e = i32x4.shl(q, 16);
    const r = f32x4.sub(x, d), s = f32x4.sub(y, e);
    v128.store(v, r), v128.store(v, s, 16);
    sent = f64x2.add(sent, f64x2.add(squared(d), squared(e)));
    left = f64x2.add(left, f64x2.add(squared(r), squared(s)));
  }
  v128.store(sums, sent), v128.store(sums, left, 16);
}

/**
 * Blocks of 2^log values as int8: their scale bytes, and what is left in v.
 *
 * @param n the values, in whole blocks but the last; behind them zeros
 */
export function int8(
  v: usize,
  out: usize,
  scales: usize,
  log: i32,
  limit: f32,
  n: i32,
  sums: usize,
): void {
  let sent: f64 = load<f64>(sums), left = v128.load(sums, 16);
  const block = 1 << log;
  for (; n > 0; n -= block, scales++) {
    const count = min(n, block), end = v + (((<usize> count) + 15) & ~15) * 4;
    const most = min(limit, reinterpret<f32>(largest(v, (count + 15) & ~15)));
    // The least 2^j with most < 127.5 * 2^j; 127.5 is 1.9921875 * 2^6.
    const bits = reinterpret<i32>(most);
    const j = (bits >> 23) - 127 - 6 + i32((bits & 0x7fffff) >= 0x7f0000);
    const b = max(0, min(44, j + 32));
    store<u8>(scales, <u8> b);
    const scale = reinterpret<f32>((b - 32 + 127) << 23);
    const inverse = reinterpret<f32>((32 - b + 127) << 23);
    const top = Mathf.min(127, Mathf.floor(limit * inverse));
    const by = f32x4.splat(inverse), back = f32x4.splat(scale);
    const high = f32x4.splat(top), low = f32x4.splat(-top);
    let squares = i32x4.splat(0);
    for (; v < end; v += 64, out += 16) {
      const x0 = v128.load(v), x1 = v128.load(v, 16);
      const x2 = v128.load(v, 32), x3 = v128.load(v, 48);
      const q0 = quantized(x0, by, low, high), q1 = quantized(x1, by, low, high);
      const q2 = quantized(x2, by, low, high), q3 = quantized(x3, by, low, high);
      const r0 = f32x4.sub(x0, f32x4.mul(q0, back));
      const r1 = f32x4.sub(x1, f32x4.mul(q1, back));
      const r2 = f32x4.sub(x2, f32x4.mul(q2, back));
      const r3 = f32x4.sub(x3, f32x4.mul(q3, back));
      v128.store(v, r0), v128.store(v, r1, 16);
      v128.store(v, r2, 32), v128.store(v, r3, 48);
      left = f64x2.add(left, squaredAll(r0, r1, r2, r3));
      const a = i16x8.narrow_i32x4_s(
        i32x4.trunc_sat_f32x4_s(q0),
        i32x4.trunc_sat_f32x4_s(q1),
      );
      const c = i16x8.narrow_i32x4_s(
        i32x4.trunc_sat_f32x4_s(q2),
        i32x4.trunc_sat_f32x4_s(q3),
      );
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(a, a));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(c, c));
      v128.store(out, i8x16.narrow_i16x8_s(a, c));
    }
    // The zeros behind the last value have been written, and are written over.
    out -= ((count + 15) & ~15) - count;
    const sum = i32x4.extract_lane(squares, 0) + i32x4.extract_lane(squares, 1) +
      i32x4.extract_lane(squares, 2) + i32x4.extract_lane(squares, 3);
    sent += <f64> sum * (<f64> scale * <f64> scale);
  }
  store<f64>(sums, sent), v128.store(sums, left, 16);
}

/**
 * Blocks of 2^log values as signs: their scale bytes, and what is left in v.
 *
 * @param most the largest scale byte
 * @param n the values, in whole blocks but the last; behind them zeros
 */
export function sign(
  v: usize,
  out: usize,
  scales: usize,
  log: i32,
  most: i32,
  n: i32,
  sums: usize,
): void {
  let sent: f64 = load<f64>(sums), left = v128.load(sums, 16);
  const block = 1 << log;
  const magnitude = i32x4.splat(MAGNITUDE), signBit = i32x4.splat(~MAGNITUDE);
  const zero = i32x4.splat(0);
  for (; n > 0; n -= block, scales++) {
    const count = min(n, block), end = v + (((<usize> count) + 15) & ~15) * 4;
    let a = f64x2.splat(0), c = f64x2.splat(0);
    for (let at = v; at < end; at += 16) {
      const x = v128.and(v128.load(at), magnitude);
      a = f64x2.add(a, f64x2.promote_low_f32x4(x));
      c = f64x2.add(c, promoteHigh(x));
    }
    a = f64x2.add(a, c);
    const mean = (f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1)) /
      <f64> count;
    // The largest 2^j with 0.75 * 2^j < mean.
    const bits = reinterpret<i64>(mean);
    const j = i32(bits >> 52) - 1023 + i32((bits & 0xfffffffffffff) > 0x8000000000000);
    const b = max(0, min(most, j + 33));
    store<u8>(scales, <u8> b);
    const scale = b === 0 ? <f32> 0 : reinterpret<f32>((b - 33 + 127) << 23);
    const s = f32x4.splat(scale);
    sent += <f64> scale * <f64> scale * <f64> count;
    // In a block of zeros no bit is set.
    const counts = b === 0 ? zero : i32x4.splat(-1);
    for (; v < end; v += 64, out += 2) {
      const x0 = v128.load(v), x1 = v128.load(v, 16);
      const x2 = v128.load(v, 32), x3 = v128.load(v, 48);
      const m0 = f32x4.lt(x0, zero), m1 = f32x4.lt(x1, zero);
      const m2 = f32x4.lt(x2, zero), m3 = f32x4.lt(x3, zero);
      const r0 = f32x4.sub(x0, v128.or(s, v128.and(m0, signBit)));
      const r1 = f32x4.sub(x1, v128.or(s, v128.and(m1, signBit)));
      const r2 = f32x4.sub(x2, v128.or(s, v128.and(m2, signBit)));
      const r3 = f32x4.sub(x3, v128.or(s, v128.and(m3, signBit)));
      v128.store(v, r0), v128.store(v, r1, 16);
      v128.store(v, r2, 32), v128.store(v, r3, 48);
      const narrow = i8x16.narrow_i16x8_s(
        i16x8.narrow_i32x4_s(v128.and(m0, counts), v128.and(m1, counts)),
        i16x8.narrow_i32x4_s(v128.and(m2, counts), v128.and(m3, counts)),
      );
      store<u16>(out, <u16> i8x16.bitmask(narrow));
      if (v + 64 < end || (count & 15) === 0) {
        left = f64x2.add(left, squaredAll(r0, r1, r2, r3));
      } else {
        // What is behind the last value is nobody's residual.
        let sum: f64 = 0;
        for (let i = 0; i < (count & 15); i++) {
          const r = <f64> load<f32>(v + 4 * i);
          sum += r * r;
        }
        left = f64x2.add(left, f64x2.replace_lane(f64x2.splat(0), 0, sum));
      }
    }
  }
  store<f64>(sums, sent), v128.store(sums, left, 16);
}

/**
 * The places of the magnitudes whose bits are at least so much, and the sum of all squares.
 *
 * @param least bits, above 0
 * @param first added to each place
 * @param out receives the places, each a u32
 * @returns how many
 */
export function collect(
  v: usize,
  least: i32,
  first: i32,
  out: usize,
  n: i32,
  sums: usize,
): i32 {
  const mask = i32x4.splat(MAGNITUDE), bound = i32x4.splat(least - 1);
  let all = v128.load(sums, 16);
  const start = out;
  for (let i = 0; i < n; i += 8, v += 32) {
    const x = v128.load(v), y = v128.load(v, 16);
    all = f64x2.add(all, f64x2.add(squared(x), squared(y)));
    const a = i32x4.gt_s(v128.and(x, mask), bound);
    const b = i32x4.gt_s(v128.and(y, mask), bound);
    if (!v128.any_true(v128.or(a, b))) continue;
    let hits = i32x4.bitmask(a) | (i32x4.bitmask(b) << 4);
    for (; hits !== 0; hits &= hits - 1, out += 4) {
      store<i32>(out, first + i + ctz(hits));
    }
  }
  v128.store(sums, all, 16);
  return i32(out - start) >> 2;
}

// @ts-ignore: decorator
@inline
function toGrid(x: v128, limit: f32): v128 {
  const near = f32x4.pmax(
    f32x4.splat(-limit),
    f32x4.pmin(f32x4.splat(limit), x),
  );
  const isCoarse = f32x4.ge(f32x4.abs(near), f32x4.splat(COARSE));
  return v128.bitselect(near, fineToGrid(near), isCoarse);
}

// Adding 0 makes a plain zero of a negative one.
// @ts-ignore: decorator
@inline
function fineToGrid(x: v128): v128 {
  const units = f32x4.nearest(f32x4.mul(x, f32x4.splat(UNITS)));
  return f32x4.add(f32x4.mul(units, f32x4.splat(GRID)), f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function upperHalf(x: v128): v128 {
  const upper = i32x4.shr_u(x, 16);
  const odd = v128.and(upper, i32x4.splat(1));
  return i32x4.shr_u(i32x4.add(x, i32x4.add(odd, i32x4.splat(0x7fff))), 16);
}

// @ts-ignore: decorator
@inline
function quantized(x: v128, by: v128, low: v128, high: v128): v128 {
  return f32x4.pmax(
    low,
    f32x4.pmin(high, f32x4.nearest(f32x4.mul(x, by))),
  );
}

// @ts-ignore: decorator
@inline
function squared(x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x), high = promoteHigh(x);
  return f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
}

// @ts-ignore: decorator
@inline
function squaredAll(x: v128, y: v128, z: v128, w: v128): v128 {
  return f64x2.add(
    f64x2.add(squared(x), squared(y)),
    f64x2.add(squared(z), squared(w)),
  );
}

// @ts-ignore: decorator
@inline
function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function largestLane(x: v128): u32 {
  return max(
    max(<u32> i32x4.extract_lane(x, 0), <u32> i32x4.extract_lane(x, 1)),
    max(<u32> i32x4.extract_lane(x, 2), <u32> i32x4.extract_lane(x, 3)),
  );
}
