import type { Labels } from "../metrics/mod.ts";

/** A line of the exposition: a name, labels in braces, a value. */
export function sampleLine(
  name: string,
  labels: Labels,
  value: string,
): string {
  const pairs = Object.entries(labels).map(([key, text]) =>
    `${key}="${escapeLabel(text)}"`
  );
  const braces = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  return `${name}${braces} ${value}\n`;
}

/** A label's value: backslashes, quotes and line feeds are escaped. */
export function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (c) => c === "\n" ? "\\n" : `\\${c}`);
}

/** A line of help: backslashes and line feeds are escaped; in OpenMetrics quotes as well. */
export function escapeHelp(text: string, isOpenMetrics: boolean): string {
  return isOpenMetrics
    ? escapeLabel(text)
    : text.replace(/[\\\n]/g, (c) => c === "\n" ? "\\n" : "\\\\");
}

/** A number as both formats read it. */
export function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

/** A bound or a quantile: the same text each time, and always with a point. */
export function bound(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : number(value);
}
