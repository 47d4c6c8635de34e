import { assert, assertEquals } from "@std/assert";
import { defineScenario } from "../../src/simulation/define_scenario.ts";
import { equalHashes } from "../../src/simulation/expectations.ts";
import { quadratic } from "../../src/simulation/problems/mod.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { recordLine } from "../../src/telemetry/log/record_line.ts";
import { RECORD_TYPES } from "../../src/telemetry/record_types.ts";
import { checkRecord } from "../../src/telemetry/schema/check_record.ts";
import { EXAMPLES } from "../../src/telemetry/schema/examples.ts";
import {
  jsonSchema,
  schemaText,
} from "../../src/telemetry/schema/json_schema.ts";
import { recordsPage } from "../../src/telemetry/schema/page.ts";
import { FIGURES, SUMMARY } from "../cli/figures.ts";
import { rows } from "./rows.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const UPDATE =
  "docs/ is behind the code: deno run --allow-read --allow-write=docs src/telemetry/schema/write.ts";

/** What is read back of a record. */
const read = (record: TelemetryRecord) => JSON.parse(recordLine(record));

Deno.test("docs/events.md says what the code does of every type of record and every field", async () => {
  const page = await Deno.readTextFile(new URL("events.md", DOCS));
  const squeezed = page.replace(/\s+/g, " ");
  assert(squeezed.includes(recordsPage().replace(/\s+/g, " ").trim()), UPDATE);
  for (const type of Object.keys(RECORD_TYPES)) {
    assert(page.includes(`\n### \`${type}\`\n`), `${type} is missing`);
  }
});

Deno.test("docs/events.schema.json is the schema of the code", async () => {
  const text = await Deno.readTextFile(new URL("events.schema.json", DOCS));
  assertEquals(text, schemaText(), UPDATE);
  assertEquals(JSON.parse(text), JSON.parse(JSON.stringify(jsonSchema())));
});

Deno.test("the examples of the documentation are records", () => {
  for (const record of Object.values(EXAMPLES)) {
    assertEquals(checkRecord(read(record)), undefined);
  }
  const head = { time: 1, observer: "ab" };
  for (
    const record of [
      { type: "progress", ...head, ...FIGURES },
      { type: "summary", ...head, ...SUMMARY },
      { type: "members", ...head, members: rows(3) },
    ] satisfies TelemetryRecord[]
  ) assertEquals(checkRecord(read(record)), undefined);
});

Deno.test("checkRecord() finds what is not as written down", () => {
  const epoch = read(EXAMPLES.epoch);
  const cases: [unknown, string][] = [
    [{ ...epoch, type: "weather" }, "type weather is none"],
    [{ ...epoch, time: "1" }, "epoch.time is no number"],
    [{ ...epoch, loss: "low" }, "epoch.loss: no number"],
    [{ ...epoch, loss: undefined }, "epoch.loss is absent"],
    [{ ...epoch, colour: 1 }, "epoch.colour is not described"],
    [
      { ...epoch, herding: { ...epoch.herding, random: [] } },
      "epoch.herding.random: no number",
    ],
    [
      { type: "members", time: 1, members: [{}] },
      "members.members.peer is absent",
    ],
  ];
  for (const [record, problem] of cases) {
    assertEquals(checkRecord(record), problem);
  }
});

Deno.test("every record of a simulated run is as written down", async () => {
  const types = new Set<string>();
  const problems = new Set<string>();
  const scenario = defineScenario({
    peers: 4,
    compute: "exponential:10",
    task: quadratic(),
    synchronicity: { variant: "auto", k: "auto" },
    ordering: "cd-grab",
    faults: [
      { kind: "crash", at: 100, peer: 3, restartAfter: 50, disk: false },
      { kind: "leave", at: 300, peer: 2 },
    ],
    until: { epochs: 2 },
    expect: [equalHashes()],
  });
  const write = (record: TelemetryRecord) => {
    types.add(record.type);
    const problem = checkRecord(read(record));
    if (problem !== undefined) problems.add(problem);
  };
  await simulate(scenario, { seed: 3, sinks: [{ write }] });
  assertEquals([...problems], []);
  for (
    const type of [
      "log",
      "ready",
      "started",
      "progress",
      "members",
      "epoch",
      "fault",
      "quorum",
      "joined",
      "member-left",
      "summary",
    ]
  ) assert(types.has(type), `no ${type} among ${[...types]}`);
});
