import { format as formatBytes } from "@std/fmt/bytes";
import type { Validation } from "../../peer/mod.ts";

/** Metrics that are a part of the whole, best read in per cent. */
const FRACTION = /accuracy|precision|recall/i;

/** A loss or the like, with four significant digits; `-` before the first. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "-";
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(2);
  if (size >= 1000) return value.toFixed(0);
  return value.toPrecision(4);
}

/** A metric's value: per cent where it is a part of the whole. */
export function metric(name: string, value: number): string {
  return FRACTION.test(name) ? percent(value) : number(value);
}

/** 0.9312 as `93.1 %`. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** An evaluation in words: `accuracy 93.1 %, loss 0.2214`. */
export function validation({ metrics, loss }: Validation): string {
  const parts = Object.entries(metrics).map(([name, value]) =>
    `${name} ${metric(name, value)}`
  );
  return [...parts, `loss ${number(loss)}`].join(", ");
}

/** A time span: `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  return roughly(seconds);
}

/** A time span without fractions of a second: `5 s`, `3 min 20 s`. */
export function roughly(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.ceil(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A number of bytes: `1.23 MB`. */
export function bytes(count: number): string {
  return formatBytes(count);
}

/** A frequency: `4.2`, `118`. */
export function rate(perSecond: number): string {
  return perSecond < 9.95 ? perSecond.toFixed(1) : perSecond.toFixed(0);
}

/** Enough of a hash to tell it from others at a glance. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** `1 peer`, `2 peers`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
