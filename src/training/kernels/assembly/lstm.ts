import { gemm } from "./gemm";
import { sigmoid4, tanh4 } from "./math";
import { ACCUMULATE } from "./tile";

/**
 * One step of an LSTM (Hochreiter and Schmidhuber 1997, with forget gates) for
 * `batch` rows of `units`, a multiple of 4. `gates` (batch x 4 units: input,
 * forget, candidate, output) holds x W + b on entry and the gates on return;
 * h and c are those of the step before, or 0 at the first.
 */
export function lstmStep(
  gates: usize,
  recurrent: usize,
  h: usize,
  c: usize,
  hOut: usize,
  cOut: usize,
  batch: i32,
  units: i32,
  hard: i32,
  scratch: usize,
): void {
  if (h) {
    gemm(h, recurrent, gates, batch, units, 4 * units, 0, 0, ACCUMULATE, scratch);
  }
  const part: usize = units << 2;
  for (let i = 0; i < batch; i++, gates += 3 * part) {
    for (let j: usize = 0; j < part; j += 16, gates += 16) {
      const input = squash(v128.load(gates), hard);
      const forget = squash(v128.load(gates + part), hard);
      const candidate = tanh4(v128.load(gates + 2 * part));
      const output = squash(v128.load(gates + 3 * part), hard);
      let cell = f32x4.mul(input, candidate);
      if (c) {
        cell = f32x4.add(cell, f32x4.mul(forget, v128.load(c)));
        c += 16;
      }
      v128.store(gates, input);
      v128.store(gates + part, forget);
      v128.store(gates + 2 * part, candidate);
      v128.store(gates + 3 * part, output);
      v128.store(cOut, cell);
      v128.store(hOut, f32x4.mul(output, tanh4(cell)));
      cOut += 16, hOut += 16;
    }
  }
}

/**
 * One step back. `gates` holds the gates on entry and the gradient before their
 * activations on return; dh (from this step's output and the step after) is
 * replaced by the gradient of the step before's h, dc by that of its c.
 */
export function lstmStepBack(
  gates: usize,
  recurrent: usize,
  c: usize,
  cBefore: usize,
  dh: usize,
  dc: usize,
  batch: i32,
  units: i32,
  hard: i32,
  scratch: usize,
): void {
  const part: usize = units << 2;
  const one = f32x4.splat(1);
  const first = gates, dhStart = dh;
  for (let i = 0; i < batch; i++, gates += 3 * part) {
    for (let j: usize = 0; j < part; j += 16, gates += 16) {
      const input = v128.load(gates), forget = v128.load(gates + part);
      const candidate = v128.load(gates + 2 * part);
      const output = v128.load(gates + 3 * part);
      const t = tanh4(v128.load(c));
      const d = v128.load(dh);
      const dCell = f32x4.add(
        v128.load(dc),
        f32x4.mul(f32x4.mul(d, output), f32x4.sub(one, f32x4.mul(t, t))),
      );
      const before = cBefore ? v128.load(cBefore) : f32x4.splat(0);
      v128.store(
        gates,
        f32x4.mul(f32x4.mul(dCell, candidate), slope(input, hard)),
      );
      v128.store(
        gates + part,
        f32x4.mul(f32x4.mul(dCell, before), slope(forget, hard)),
      );
      v128.store(
        gates + 2 * part,
        f32x4.mul(
          f32x4.mul(dCell, input),
          f32x4.sub(one, f32x4.mul(candidate, candidate)),
        ),
      );
      v128.store(gates + 3 * part, f32x4.mul(f32x4.mul(d, t), slope(output, hard)));
      v128.store(dc, f32x4.mul(dCell, forget));
      c += 16, dh += 16, dc += 16;
      if (cBefore) cBefore += 16;
    }
  }
  gemm(first, recurrent, dhStart, batch, 4 * units, units, 2, 0, 0, scratch);
}

/** The logistic function, or its piecewise linear stand-in. */
function squash(x: v128, hard: i32): v128 {
  if (!hard) return sigmoid4(x);
  const y = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5));
  return f32x4.min(f32x4.max(y, f32x4.splat(0)), f32x4.splat(1));
}

/** The slope of `squash` by its value. */
function slope(y: v128, hard: i32): v128 {
  const one = f32x4.splat(1);
  if (!hard) return f32x4.mul(y, f32x4.sub(one, y));
  const inside = v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, one));
  return v128.and(inside, f32x4.splat(0.2));
}
