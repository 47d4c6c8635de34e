import { assertAlmostEquals, assertEquals } from "@std/assert";
import { openTelemetry } from "../../src/telemetry/open_telemetry/mod.ts";
import { KEY } from "./a_run.ts";

const CHILD = new URL("otlp_child.ts", import.meta.url).href;

/** OTLP's JSON, as much of it as is read here. */
interface Attribute {
  key: string;
  value: { stringValue?: string; doubleValue?: number };
}
interface DataPoint {
  attributes: Attribute[];
  asDouble?: number;
  bucketCounts?: string[];
  explicitBounds?: number[];
}
interface Metric {
  name: string;
  unit: string;
  gauge?: { dataPoints: DataPoint[] };
  sum?: { dataPoints: DataPoint[]; isMonotonic: boolean };
  histogram?: { dataPoints: DataPoint[] };
}
interface Span {
  name: string;
  spanId: string;
  parentSpanId: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  events: { name: string }[];
}

/** What a receiver gets of a process that tells a run, with OpenTelemetry on. */
async function exported(): Promise<{ metrics: Metric[]; spans: Span[] }> {
  const metrics = new Map<string, Metric>();
  const spans: Span[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const body = await request.json();
      for (const { scopeMetrics } of body.resourceMetrics ?? []) {
        for (const { scope, metrics: told } of scopeMetrics) {
          if (scope.name !== "drover") continue;
          for (const metric of told) metrics.set(metric.name, metric);
        }
      }
      for (const { scopeSpans } of body.resourceSpans ?? []) {
        for (const { scope, spans: told } of scopeSpans) {
          if (scope.name === "drover") spans.push(...told);
        }
      }
      return Response.json({});
    },
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=test", "--no-check", CHILD],
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
    },
  });
  const { success, stderr } = await child.output();
  const said = new TextDecoder().decode(stderr);
  assertEquals([success, said.trim().split("\n").at(-1)], [true, "on"], said);
  await server.shutdown();
  return { metrics: [...metrics.values()], spans };
}

function labels(attributes: Attribute[]): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? ""]),
  );
}

Deno.test("Deno exports a run by OTLP: metrics with names, units and values, epochs as spans", async () => {
  const { metrics, spans } = await exported();
  const of = (name: string) => metrics.find((metric) => metric.name === name)!;
  const loss = of("drover.training.loss").gauge!.dataPoints;
  assertEquals(loss.map(({ asDouble }) => asDouble), [0.5]);
  assertEquals(labels(loss[0]!.attributes), {
    "drover.swarm": "herd",
    "drover.observer": "elk",
  });
  const io = of("drover.network.io");
  assertEquals([io.unit, io.sum!.isMonotonic], ["By", true]);
  // 1000 bytes first, 2500 in the end: a sum, not 3500.
  const sent = io.sum!.dataPoints.find(({ attributes }) =>
    labels(attributes)["drover.direction"] === "transmit"
  );
  assertEquals(sent!.asDouble, 2500);
  const compute = of("drover.peer.compute_time").gauge!.dataPoints;
  const median = compute.find(({ attributes }) =>
    labels(attributes)["drover.quantile"] === "0.5"
  )!;
  assertAlmostEquals(median.asDouble!, 0.115);
  assertEquals(labels(median.attributes)["drover.peer"], KEY.slice(0, 16));
  const { bucketCounts, explicitBounds } = of("drover.staleness").histogram!
    .dataPoints[0]!;
  assertEquals(explicitBounds!.slice(0, 4), [0, 1, 3, 7]);
  assertEquals(bucketCounts!.slice(0, 4), ["4", "6", "3", "1"]);
  const types = of("drover.events").sum!.dataPoints.map(({ attributes }) =>
    labels(attributes)["drover.type"]
  );
  assertEquals(types.includes("member-joined"), true);

  const epoch = spans.find(({ name }) => name === "drover.epoch")!;
  const training = spans.find(({ name }) => name === "drover.training")!;
  assertEquals(epoch.parentSpanId, training.spanId);
  const seconds = Number(
    BigInt(epoch.endTimeUnixNano) - BigInt(epoch.startTimeUnixNano),
  ) / 1e9;
  assertAlmostEquals(seconds, 4, 1e-3);
  assertEquals(epoch.events.map(({ name }) => name), [
    "drover.started",
    "drover.member-joined",
  ]);
  const told = epoch.attributes.find(({ key }) => key === "drover.loss");
  assertEquals(told!.value.doubleValue, 0.6);
});

Deno.test("without OTEL_DENO there is no sink, and the API is not loaded", async () => {
  assertEquals(await openTelemetry(), undefined);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", CHILD],
  }).output();
  interface Module {
    specifier: string;
    dependencies?: { specifier: string; isDynamic?: boolean }[];
  }
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: Module[];
  };
  const face = modules.find(({ specifier }) =>
    specifier.endsWith("/open_telemetry.ts")
  )!;
  const loaded = face.dependencies!.filter(({ specifier }) =>
    specifier.endsWith("open_telemetry_sink.ts")
  );
  assertEquals(loaded.map(({ isDynamic }) => isDynamic), [true]);
});
