import { assertEquals } from "@std/assert";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { Recorder } from "../../src/telemetry/recorder.ts";
import { Relay } from "../../src/telemetry/relay.ts";

Deno.test("Relay makes one stream of what several processes record", () => {
  let now = 0;
  const records: TelemetryRecord[] = [];
  const recorder = new Recorder({ now: () => now });
  recorder.add({ write: (record) => records.push(record) });
  const relay = new Relay(recorder);
  const ready = (peer: string): TelemetryRecord => ({
    type: "ready",
    time: 0.3,
    peer,
    feed: "cd",
    name: "ox",
    swarm: "barn",
    manifest: "00",
    backend: "wasm",
    parameters: 1,
    units: 1,
    addresses: [],
  });
  const notice = (text: string): TelemetryRecord => ({
    type: "notice",
    time: 0.2,
    text,
  });
  relay.hear("ox", records[0]!);
  relay.hear("ox", notice("early"));
  relay.hear("sheep", notice("never ready"));
  now = 500;
  relay.hear("ox", ready("aa"));
  now = 600;
  relay.hear("ox", { type: "done", time: 0.4, reason: "x", progress: 1 });
  relay.end();
  const seen = records.map((
    { type, time, observer },
  ) => [type, time, observer]);
  assertEquals(seen, [
    ["log", 0, undefined],
    ["notice", 0.5, "aa"],
    ["ready", 0.5, "aa"],
    ["done", 0.6, "aa"],
    ["notice", 0.6, undefined],
  ]);
});
