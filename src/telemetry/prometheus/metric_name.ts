/** Units of UCUM, as Prometheus spells them out. */
const WORDS: Readonly<Record<string, string>> = {
  "s": "seconds",
  "By": "bytes",
  "1": "ratio",
};

/** What Prometheus calls an instrument. */
export interface MetricName {
  /** The metric family, without `_total`. */
  family: string;
  /** The unit that the name ends in, where there is one. */
  unit: string | undefined;
}

/**
 * The name that Prometheus knows an OpenTelemetry instrument by: `drover.network.io`
 * in bytes is `drover_network_io_bytes`. What is counted, such as `{update}`, is no
 * unit.
 *
 * @see {@link https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/}
 */
export function metricName(name: string, unit: string): MetricName {
  const key = `${name} ${unit}`;
  let known = names.get(key);
  if (known === undefined) names.set(key, known = toMetricName(name, unit));
  return known;
}

/** Names that were made before: there are as many as there are instruments. */
const names = new Map<string, MetricName>();

function toMetricName(name: string, unit: string): MetricName {
  const base = name.replace(/[^a-zA-Z0-9_:]+/g, "_");
  const [what = "", per] = unit.replace(/\{[^}]*\}/g, "").split("/");
  const word = [
    WORDS[what] ?? what,
    ...(per === undefined ? [] : ["per", PER[per] ?? per]),
  ].filter((part) => part !== "").join("_");
  if (word === "") return { family: base, unit: undefined };
  return { family: `${base}_${word}`, unit: word };
}

/** Units below the line. */
const PER: Readonly<Record<string, string>> = { s: "second" };
