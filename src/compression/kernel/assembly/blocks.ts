import { largest } from "./load";
import { MAGNITUDE, promoteHigh, squaredAll } from "./vectors";

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

// @ts-ignore: decorator
@inline
function quantized(x: v128, by: v128, low: v128, high: v128): v128 {
  return f32x4.pmax(
    low,
    f32x4.pmin(high, f32x4.nearest(f32x4.mul(x, by))),
  );
}

