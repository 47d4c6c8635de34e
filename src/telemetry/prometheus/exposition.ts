import {
  type Distribution,
  type Instrument,
  pointsOf,
  type Quantiles,
  type SourceName,
  type Sources,
} from "../metrics/mod.ts";
import { metricName } from "./metric_name.ts";
import { bound, escapeHelp, number, sampleLine } from "./sample_line.ts";

/** How metrics are written down: Prometheus's own text, or OpenMetrics. */
export type Format = "text" | "openmetrics";

/**
 * Everything that is known of a peer, as a page that Prometheus reads. Instruments
 * of which nothing is known yet are left out.
 *
 * @param instruments What there is
 * @param sources What the stream has told, as far as it has
 *
 * @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/} for `text`, version 0.0.4
 * @see {@link https://prometheus.io/docs/specs/om/open_metrics_spec/} for `openmetrics`, version 1.0.0
 */
export function exposition(
  instruments: readonly Instrument[],
  sources: Partial<Sources>,
  format: Format,
): string {
  const families = instruments.map((instrument) => {
    const source = sources[instrument.from];
    return source === undefined ? "" : family(instrument, source, format);
  });
  return families.join("") + (format === "openmetrics" ? "# EOF\n" : "");
}

function family(
  instrument: Instrument,
  source: Sources[SourceName],
  format: Format,
): string {
  const { family, unit } = metricName(instrument.name, instrument.unit);
  const { kind, help } = instrument;
  const isOpenMetrics = format === "openmetrics";
  const sampled = kind === "counter" ? `${family}_total` : family;
  const lines = samples(instrument, sampled, source);
  if (lines.length === 0) return "";
  // OpenMetrics names a counter's family without the suffix that its samples have.
  const named = isOpenMetrics ? family : sampled;
  return [
    `# HELP ${named} ${escapeHelp(help, isOpenMetrics)}\n`,
    `# TYPE ${named} ${kind}\n`,
    ...(isOpenMetrics && unit !== undefined
      ? [`# UNIT ${named} ${unit}\n`]
      : []),
    ...lines,
  ].join("");
}

function samples(
  instrument: Instrument,
  name: string,
  source: Sources[SourceName],
): string[] {
  switch (instrument.kind) {
    case "counter":
    case "gauge":
      return pointsOf(instrument, source).map(({ labels, value }) =>
        sampleLine(name, labels, number(value))
      );
    case "histogram": {
      const distribution = instrument.read(source);
      return distribution ? histogram(name, distribution) : [];
    }
    case "summary":
      return instrument.read(source).flatMap((each) => summary(name, each));
  }
}

/** Buckets hold what is at most their bound, so they add up. */
function histogram(
  name: string,
  { bounds, counts, sum }: Distribution,
): string[] {
  let total = 0;
  const lines = counts.map((count, i) => {
    total += count;
    const le = i < bounds.length ? bound(bounds[i]!) : "+Inf";
    return sampleLine(`${name}_bucket`, { le }, number(total));
  });
  return [
    ...lines,
    sampleLine(`${name}_sum`, {}, number(sum)),
    sampleLine(`${name}_count`, {}, number(total)),
  ];
}

function summary(name: string, { labels, values, count }: Quantiles): string[] {
  return [
    ...values.map(([part, value]) =>
      sampleLine(name, { ...labels, quantile: bound(part) }, number(value))
    ),
    sampleLine(`${name}_count`, labels, number(count)),
  ];
}
