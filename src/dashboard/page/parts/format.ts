/** Stands for what is not known. */
export const UNKNOWN = "–";

/** A narrow space that does not break: between a number and its unit. */
const THIN = "\u202f";

/** What may have been NaN before it travelled. */
type Value = number | null | undefined;

/** Whether there is a number to show. */
export function isKnown(value: Value): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** A loss or the like, to four digits. */
export function number(value: Value): string {
  if (!isKnown(value)) return UNKNOWN;
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  if (size >= 100) return whole(value);
  // As a number once more, so that only zeros behind the point go.
  return String(Number(value.toPrecision(4)));
}

/** A number with a fixed number of decimals. */
export function decimals(value: Value, digits: number): string {
  return isKnown(value) ? value.toFixed(digits) : UNKNOWN;
}

/** Epochs that are over, of so many; the last round may go a little beyond the end, which is not shown. */
export function passed(progress: Value, epochs: Value): string {
  if (!isKnown(progress)) return UNKNOWN;
  return decimals(isKnown(epochs) ? Math.min(progress, epochs) : progress, 1);
}

/** A count, thousands apart: `12 345`. */
export function whole(value: Value): string {
  if (!isKnown(value)) return UNKNOWN;
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** 0.9312 as `93.1 %`. */
export function percent(fraction: Value): string {
  return isKnown(fraction) ? `${(100 * fraction).toFixed(1)}${THIN}%` : UNKNOWN;
}

/** 0.931 as `93 %`: on an axis. */
export function roughly(fraction: number): string {
  return `${Number((100 * fraction).toFixed(1))}${THIN}%`;
}

/** Whether a metric is a part of the whole, by its name. */
export function isFraction(metric: string): boolean {
  return /accuracy|precision|recall/i.test(metric);
}

/** A metric's value: per cent where it is a part of the whole. */
export function metric(name: string, value: Value): string {
  return isFraction(name) ? percent(value) : number(value);
}

const BYTES = ["B", "kB", "MB", "GB", "TB"];

/** `51.4 kB`. */
export function bytes(count: Value): string {
  if (!isKnown(count)) return UNKNOWN;
  let unit = 0;
  let size = Math.abs(count);
  while (size >= 999.5 && unit < BYTES.length - 1) {
    size /= 1000;
    unit++;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${size.toFixed(digits)}${THIN}${BYTES[unit]}`;
}

/** `2.1 MB/s`. */
export function bytesPerSecond(count: Value): string {
  return isKnown(count) ? `${bytes(count)}/s` : UNKNOWN;
}

/** A frequency: `4.2`, `118`. */
export function rate(perSecond: Value): string {
  if (!isKnown(perSecond)) return UNKNOWN;
  return perSecond < 9.95 ? perSecond.toFixed(1) : whole(perSecond);
}

/** A short time span: `0.31 ms`, `42 ms`, `1.4 s`. */
export function milliseconds(ms: Value): string {
  if (!isKnown(ms)) return UNKNOWN;
  if (ms >= 59_950) return duration(ms / 1000);
  if (ms >= 999.5) return `${(ms / 1000).toPrecision(2)}${THIN}s`;
  return ms >= 9.95
    ? `${ms.toFixed(0)}${THIN}ms`
    : `${Number(ms.toPrecision(2))}${THIN}ms`;
}

/** A time span: `5 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: Value): string {
  if (!isKnown(seconds)) return UNKNOWN;
  const all = Math.max(0, Math.round(seconds));
  if (all < 60) return `${all}${THIN}s`;
  const minutes = Math.floor(all / 60);
  if (minutes < 60) return `${minutes}${THIN}min ${all % 60}${THIN}s`;
  return `${Math.floor(minutes / 60)}${THIN}h ${minutes % 60}${THIN}min`;
}

/** A silence, coarse, so that what says it changes rarely: `over 10 s`, `4 min`, `2 h 5 min`. */
export function silence(ms: Value): string {
  if (!isKnown(ms)) return UNKNOWN;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) {
    const least = [30, 10, 1].find((seconds) => ms >= 1000 * seconds);
    return least === undefined
      ? `less than 1${THIN}s`
      : `over ${least}${THIN}s`;
  }
  const hours = Math.floor(minutes / 60);
  const rest = `${minutes % 60}${THIN}min`;
  return hours < 1 ? rest : `${hours}${THIN}h ${rest}`;
}

/** An instant of the run: `4:07`, `1:02:03`. */
export function clock(seconds: Value): string {
  if (!isKnown(seconds)) return UNKNOWN;
  const all = Math.max(0, Math.floor(seconds));
  const two = (part: number) => String(part).padStart(2, "0");
  const minutes = Math.floor(all / 60);
  return minutes < 60
    ? `${minutes}:${two(all % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(all % 60)}`;
}

/** `1 peer`, `2 peers`. */
export function count(amount: number, noun: string): string {
  return `${whole(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}
