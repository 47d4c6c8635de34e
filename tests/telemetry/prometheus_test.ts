import { assertEquals, assertThrows } from "@std/assert";
import { INSTRUMENTS, MOST_MEMBERS } from "../../src/telemetry/metrics/mod.ts";
import {
  CONTENT_TYPES,
  metricName,
  negotiate,
  PrometheusSink,
} from "../../src/telemetry/prometheus/mod.ts";
import { aRun, figures, HARD_NAME, KEY, OTHER } from "./a_run.ts";
import { readPage } from "./exposition_grammar.ts";
import { needsPython, python } from "./python.ts";
import { rows } from "./rows.ts";

function afterARun(): PrometheusSink {
  const sink = new PrometheusSink();
  for (const record of aRun()) sink.write(record);
  return sink;
}

Deno.test("a page says what a run has told, in every line as the text format has it", () => {
  const { samples, types } = readPage(afterARun().page("text"), false);
  const of = (series: string) => samples.get(series);
  assertEquals(of("drover_training_progress"), 3);
  assertEquals(of("drover_training_loss"), 0.5);
  assertEquals(of('drover_training_phase{phase="finished"}'), 1);
  assertEquals(of('drover_training_phase{phase="training"}'), 0);
  assertEquals(of("drover_quorum"), 2);
  assertEquals(of("drover_updates_folded_total"), 48);
  assertEquals(of('drover_network_io_bytes_total{direction="transmit"}'), 2500);
  assertEquals(of('drover_network_io_bytes_total{direction="receive"}'), 2000);
  assertEquals(
    of('drover_gradients_cpu_time_seconds_total{outcome="wasted"}'),
    0.25,
  );
  assertEquals(of("drover_ordering_herding_ratio"), 0.25);
  assertEquals(of('drover_validation_metric{metric="accuracy"}'), 0.875);
  assertEquals(of('drover_members{state="live"}'), 2);
  assertEquals(of('drover_members{state="suspected"}'), 0);
  assertEquals(of('drover_events_total{type="member-joined"}'), 1);
  assertEquals(of('drover_events_total{type="progress"}'), undefined);
  assertEquals(types.get("drover_staleness"), "histogram");
  assertEquals(of('drover_staleness_bucket{le="0.0"}'), 4);
  assertEquals(of('drover_staleness_bucket{le="1.0"}'), 10);
  assertEquals(of('drover_staleness_bucket{le="3.0"}'), 13);
  assertEquals(of('drover_staleness_bucket{le="+Inf"}'), 14);
  assertEquals(of("drover_staleness_sum"), 21);
  const elk = `peer="${KEY.slice(0, 16)}",name="elk"`;
  assertEquals(
    of(`drover_peer_compute_time_seconds{${elk},quantile="0.5"}`),
    0.115,
  );
  assertEquals(of(`drover_peer_compute_time_seconds_count{${elk}}`), 12);
});

Deno.test("what is not known, or not finite, is left out of a page", () => {
  const { samples } = readPage(afterARun().page("text"), false);
  assertEquals(samples.has("drover_elastic_bound"), false);
  assertEquals(samples.has("drover_elastic_tightness_ratio"), false);
  assertEquals(samples.has("drover_disk_durable"), false);
  assertEquals(
    readPage(new PrometheusSink().page("text"), false).samples.size,
    0,
  );
});

Deno.test("a name with quotes, backslashes and line feeds is a label all the same", () => {
  const page = afterARun().page("text");
  const { samples } = readPage(page, false);
  const labels = `peer="${OTHER.slice(0, 16)}",` +
    String.raw`name="ox \"7\"\\\n{a=\"b\"}"`;
  assertEquals(samples.get(`drover_peer_lag_seconds{${labels}}`), 0.02);
});

Deno.test("OpenMetrics has the same values, with units and an end", () => {
  const sink = afterARun();
  const text = readPage(sink.page("text"), false);
  const page = sink.page("openmetrics");
  const open = readPage(page, true);
  assertEquals(open.samples, text.samples);
  assertEquals(open.types.get("drover_network_io_bytes"), "counter");
  assertEquals(page.includes("# UNIT drover_network_io_bytes bytes\n"), true);
});

Deno.test("names end in their units, and what is counted is none", () => {
  assertEquals(
    metricName("drover.network.io", "By").family,
    "drover_network_io_bytes",
  );
  assertEquals(
    metricName("drover.cpu.time", "s").family,
    "drover_cpu_time_seconds",
  );
  assertEquals(
    metricName("drover.tightness", "1").family,
    "drover_tightness_ratio",
  );
  assertEquals(metricName("drover.members", "{peer}").family, "drover_members");
  assertEquals(
    metricName("drover.updates.rate", "{update}/s").family,
    "drover_updates_rate_per_second",
  );
});

Deno.test("no two instruments share a name, in any of the formats", () => {
  const names = INSTRUMENTS.map(({ name, unit }) =>
    metricName(name, unit).family
  );
  assertEquals(new Set(names).size, names.length);
});

Deno.test("a swarm of a thousand has a bounded page, oneself in it, and is counted in full", () => {
  const sink = new PrometheusSink();
  const members = rows(1000);
  members.push(members.shift()!);
  sink.write({ type: "members", time: 1, members });
  const { samples } = readPage(sink.page("text"), false);
  const series = [...samples.keys()].filter((key) =>
    key.startsWith("drover_peer_lag_seconds")
  );
  assertEquals(series.length, MOST_MEMBERS);
  assertEquals(series.some((key) => key.includes('name="peer-1"')), true);
  assertEquals(samples.get('drover_members{state="live"}'), 1000);
});

Deno.test("peers of one name are told apart", () => {
  const sink = new PrometheusSink();
  const members = rows(2).map((row, i) => ({
    ...row,
    name: "elk",
    peer: `${i}a`.repeat(32),
  }));
  sink.write({ type: "members", time: 1, members });
  const { samples } = readPage(sink.page("text"), false);
  const series =
    'drover_peer_lag_seconds{peer="1a1a1a1a1a1a1a1a",name="elk (1a1a1a1a)"}';
  assertEquals(samples.has(series), true);
});

Deno.test("the page's format is the one that the scraper asks for", async () => {
  const openMetrics =
    "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5";
  assertEquals(negotiate(openMetrics), "openmetrics");
  assertEquals(negotiate("application/openmetrics-text;version=2.0.0"), "text");
  assertEquals(negotiate("application/openmetrics-text;q=0"), "text");
  assertEquals(negotiate("text/plain"), "text");
  assertEquals(negotiate(null), "text");
  const ask = (headers: HeadersInit, method = "GET") =>
    afterARun().respond(
      new Request("http://localhost/metrics", { headers, method }),
    );
  const answer = ask({ accept: openMetrics });
  assertEquals(answer.headers.get("content-type"), CONTENT_TYPES.openmetrics);
  readPage(await answer.text(), true);
  assertEquals(ask({}).headers.get("content-type"), CONTENT_TYPES.text);
  assertEquals(await ask({}, "HEAD").text(), "");
  assertEquals(ask({}, "POST").status, 405);
});

Deno.test("the reader of these tests is strict", () => {
  const head = "# HELP a_total A\n# TYPE a_total counter\n";
  readPage(`${head}a_total 1\n`, false);
  for (
    const wrong of [
      `${head}a_total 1`,
      `${head}a_total{b="c"d"} 1\n`,
      `${head}a_total 1\na_total 1\n`,
      `${head}b_total 1\n`,
      "# HELP a A\n# TYPE a counter\na 1\n",
      "a 1\n",
    ]
  ) assertThrows(() => readPage(wrong, false), Error);
});

const READ = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families as text
from prometheus_client.openmetrics.parser import text_string_to_metric_families as om
def read(parse, page):
    return {f.name: [f.type, f.unit, [[s.name, s.labels, s.value] for s in f.samples]] for f in parse(page)}
pages = json.loads(sys.argv[1])
print(json.dumps([read(text, pages[0]), read(om, pages[1])]))
`;

type Families = Record<
  string,
  [type: string, unit: string, [string, Record<string, string>, number][]]
>;

Deno.test({
  ...await needsPython("Prometheus's own reader reads both formats", [
    "prometheus_client",
  ]),
  fn: async () => {
    const sink = afterARun();
    const pages = [sink.page("text"), sink.page("openmetrics")];
    const [text, open] = await python(READ, JSON.stringify(pages)) as [
      Families,
      Families,
    ];
    const count = (families: Families) =>
      Object.values(families).flatMap(([, , samples]) => samples).length;
    assertEquals(count(text), readPage(pages[0]!, false).samples.size);
    assertEquals(count(open), count(text));
    assertEquals(open.drover_network_io_bytes!.slice(0, 2), [
      "counter",
      "bytes",
    ]);
    assertEquals(text.drover_staleness![0], "histogram");
    assertEquals(open.drover_peer_compute_time_seconds![0], "summary");
    const lag = open.drover_peer_lag_seconds![2][0]!;
    assertEquals(lag[1].name, HARD_NAME);
    assertEquals(lag[2], 0.02);
  },
});

Deno.test("a loss that is not a number any more leaves no line", () => {
  const sink = new PrometheusSink();
  sink.write({ type: "progress", time: 1, ...figures({ loss: NaN }) });
  assertEquals(sink.page("text").includes("drover_training_loss"), false);
});
