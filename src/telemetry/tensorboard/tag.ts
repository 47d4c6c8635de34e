import type { Instrument, Labels } from "../metrics/mod.ts";
import { metricName } from "../prometheus/metric_name.ts";

/**
 * Where TensorBoard shows a value: `training/loss`, `network/io_bytes/transmit`. What
 * is known of each peer has a group of its own: `peer_lag_seconds/ox`.
 *
 * @param part Of which quantile it is, between 0 and 1
 */
export function tag(
  { name, unit }: Pick<Instrument, "name" | "unit">,
  labels: Labels = {},
  part?: number,
): string {
  const { name: peer, peer: _, ...rest } = labels;
  const [group = "", ...words] = name.replace(/^drover\./, "").split(".");
  const where = peer === undefined
    ? [group, ...words.length === 0 ? [] : [words.join("_")]]
    : [[group, ...words].join("_")];
  const measured = metricName(where.pop()!, unit).family;
  return [
    ...where,
    measured,
    ...(peer === undefined ? [] : [peer]),
    ...Object.values(rest),
    ...(part === undefined ? [] : [`p${Math.round(100 * part)}`]),
  ].join("/");
}
