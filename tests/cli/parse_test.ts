import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import { type CommandName, optionsOf } from "../../src/cli/options/mod.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { LOCAL_STEPS, QUORUM_RULES } from "../../src/synchronicity/mod.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

function refusal(command: CommandName, ...args: string[]): string {
  return assertThrows(() => parseCommandLine(command, args), UsageError)
    .message;
}

Deno.test("parseCommandLine() reads every option of train", () => {
  const { operands, options } = parseCommandLine("train", [
    "task.ts",
    "--swarm=barn",
    "--name",
    "12",
    "--wait-for",
    "3",
    "--k",
    "all",
    "--substitute",
    "--elastic-bound=2.5",
    "--cut-off=9",
    "--local-steps=matched:16",
    "--variant",
    "k-async",
    "--ordering",
    "cd-grab",
    "--codec",
    "top-k:0.05",
    "--listen",
    "127.0.0.1:0",
    "--listen=/ip4/0.0.0.0/tcp/4001",
    "--interface",
    "127.0.0.1",
    "--no-discovery",
    "--bootstrap",
    "/ip4/10.0.0.1/tcp/1",
    "--secret",
    "swarm.key",
    "--state",
    "s",
    "--log=run.ndjson",
    "--save",
    "m",
    "--backend",
    "cpu",
    "--dashboard",
    "0.0.0.0:8080",
    "--metrics",
    "9100",
    "--tensorboard=runs/a",
    "--slow",
    "1.5",
    "--pace=20",
    "--lag=200",
    "--json",
  ]);
  assertEquals(operands, ["task.ts"]);
  assertEquals(options, {
    swarm: "barn",
    name: "12",
    "wait-for": 3,
    k: "all",
    substitute: true,
    "elastic-bound": 2.5,
    "cut-off": 9,
    "local-steps": "matched:16",
    variant: "k-async",
    ordering: "cd-grab",
    codec: { kind: "top-k", fraction: 0.05 },
    listen: ["127.0.0.1:0", "/ip4/0.0.0.0/tcp/4001"],
    interface: ["127.0.0.1"],
    "no-discovery": true,
    bootstrap: ["/ip4/10.0.0.1/tcp/1"],
    secret: "swarm.key",
    state: "s",
    log: "run.ndjson",
    save: "m",
    backend: "cpu",
    dashboard: "0.0.0.0:8080",
    metrics: "9100",
    tensorboard: "runs/a",
    slow: 1.5,
    pace: 20,
    lag: 200,
    json: true,
  });
  const all = optionsOf("train").map(([name]) => name);
  assertEquals(
    Object.keys(options).sort(),
    all.filter((name) => name !== "help").sort(),
    "an option of the table is not covered by this test",
  );
});

Deno.test("parseCommandLine() takes what follows an option that may stand alone only where it looks like a value", () => {
  const read = (...args: string[]) => {
    const { operands: [task], options } = parseCommandLine("train", args);
    assertEquals(task, "task.ts");
    return options.dashboard;
  };
  assertEquals(read("task.ts"), undefined);
  assertEquals(read("--dashboard", "task.ts"), true);
  assertEquals(read("task.ts", "--dashboard"), true);
  assertEquals(read("task.ts", "--dashboard", "--json"), true);
  assertEquals(read("--dashboard", "8080", "task.ts"), "8080");
  assertEquals(read("--dashboard=[::1]:8080", "task.ts"), "[::1]:8080");
  assertEquals(
    refusal("train", "task.ts", "--dashboard=barn"),
    '--dashboard: "barn" is no place for the dashboard: give a port such as 8080 (this machine only), or host:port such as 0.0.0.0:8080',
  );
});

Deno.test("parseCommandLine() leaves out what was not given", () => {
  const { options, written } = parseCommandLine("train", ["task.ts"]);
  assertEquals(options, {});
  assertEquals(written, {});
});

Deno.test("parseCommandLine() keeps what was written, for child processes", () => {
  const { written } = parseCommandLine("demo", ["--codec", "top-k:1e-2"]);
  assertEquals(written, { codec: ["top-k:1e-2"] });
});

Deno.test("parseCommandLine() takes the last of an option that is given twice", () => {
  const { options } = parseCommandLine("demo", ["--k", "1", "--k", "2"]);
  assertEquals(options.k, 2);
});

Deno.test("parseCommandLine() takes a task file that looks like a number", () => {
  assertEquals(parseCommandLine("train", ["0x10"]).operands, ["0x10"]);
});

Deno.test("parseCommandLine() asks for help whatever else is wrong", () => {
  assertEquals(parseCommandLine("train", ["-h"]).options, { help: true });
  const args = ["--nonsense", "--wait-for", "x", "--help"];
  assertEquals(parseCommandLine("train", args).options, { help: true });
});

Deno.test("parseCommandLine() says which option may have been meant", () => {
  assertEquals(
    refusal("train", "task.ts", "--jsno"),
    `Unknown option "--jsno": did you mean "--json"? (${startedBy()} train --help shows all)`,
  );
  assertEquals(
    refusal("train", "task.ts", "--waitfor=3"),
    `Unknown option "--waitfor": did you mean "--wait-for"? (${startedBy()} train --help shows all)`,
  );
  assertEquals(
    refusal("demo", "--zzzzzzzzz"),
    `Unknown option "--zzzzzzzzz" (${startedBy()} demo --help shows all)`,
  );
});

Deno.test("parseCommandLine() refuses an option of another command", () => {
  assertEquals(
    refusal("demo", "--wait-for", "3"),
    `Unknown option "--wait-for" (${startedBy()} demo --help shows all)`,
  );
});

Deno.test("parseCommandLine() says what a value must be", () => {
  const cases: [option: string, value: string, message: string][] = [
    ["wait-for", "x", "a whole number of at least 1"],
    ["wait-for", "0", "a whole number of at least 1"],
    ["wait-for", "1.5", "a whole number of at least 1"],
    ["wait-for", "1e3", "a whole number of at least 1"],
    ["k", "some", QUORUM_RULES],
    ["k", "0", QUORUM_RULES],
    ["k", "norm:0", QUORUM_RULES],
    ["k", "norm:1.5", QUORUM_RULES],
    ["variant", "all", "k-sync, k-batch-sync, k-async, k-batch-async or auto"],
    ["backend", "metal", "wasm, cpu, blas or webgpu"],
    ["slow", "0.5", "a number of at least 1"],
    ["slow", "fast", "a number of at least 1"],
    [
      "interface",
      "eth0",
      "the IPv4 address of an interface, such as 192.168.1.5",
    ],
    [
      "interface",
      "1.2.3.256",
      "the IPv4 address of an interface, such as 192.168.1.5",
    ],
  ];
  for (const [option, value, expected] of cases) {
    assertEquals(
      refusal("train", "task.ts", `--${option}`, value),
      `--${option} must be ${expected}, got "${value}"`,
    );
  }
  for (
    const value of [
      "gzip",
      "top-k:",
      "top-k:0",
      "top-k:2",
      "top-k:x",
      "top-k:1,int4",
      "sign:2",
    ]
  ) {
    assertEquals(
      refusal("train", "task.ts", "--codec", value),
      `--codec must be auto, float32, bfloat16, int8, sign, or top-k with the part of the values to send, such as "top-k:0.01" or "top-k:0.01,sign", got "${value}"`,
    );
  }
});

Deno.test("parseCommandLine() says when a value is missing", () => {
  const message = "--wait-for needs a value: --wait-for N";
  assertEquals(refusal("train", "task.ts", "--wait-for"), message);
  assertEquals(refusal("train", "task.ts", "--wait-for="), message);
  assertEquals(refusal("train", "task.ts", "--wait-for", "--json"), message);
});

Deno.test("parseCommandLine() takes a number below 0 for a value, and says what is wrong with it", () => {
  for (
    const [option, value, expected] of [
      ["wait-for", "-1", "a whole number of at least 1"],
      ["local-steps", "-4", LOCAL_STEPS],
      ["k", "-1", QUORUM_RULES],
      ["slow", "-.5", "a number of at least 1"],
    ] as const
  ) {
    assertEquals(
      refusal("train", "task.ts", `--${option}`, value),
      `--${option} must be ${expected}, got "${value}"`,
    );
  }
});

Deno.test("parseCommandLine() says which value may have been meant", () => {
  for (
    const [option, value, meant] of [
      ["variant", "k_sync", "k-sync"],
      ["ordering", "cdgrab", "cd-grab"],
      ["codec", "int-8", "int8"],
      ["codec", "topk", "top-k"],
      ["backend", "wsam", "wasm"],
      ["k", "adsync", "adasync"],
    ] as const
  ) {
    const said = refusal("train", "task.ts", `--${option}`, value);
    assert(said.endsWith(`, got "${value}"; did you mean "${meant}"?`), said);
  }
});

Deno.test("parseCommandLine() says when operands are missing or too many", () => {
  assertEquals(
    refusal("train"),
    `"train" needs a task file, such as: ${startedBy()} train digits`,
  );
  assertEquals(
    refusal("train", "a.ts", "--dashboard", "foo"),
    '--dashboard: "foo" is no place for the dashboard: give a port such as 8080 (this machine only), or host:port such as 0.0.0.0:8080',
  );
  assertEquals(
    refusal("train", "a.ts", "b.ts"),
    `"train" takes one task file, and "b.ts" is one more; see ${startedBy()} train --help`,
  );
  assertEquals(
    refusal("demo", "a.ts"),
    `"demo" takes options only, and "a.ts" is one more; see ${startedBy()} demo --help`,
  );
  assertEquals(parseCommandLine("secret", []).operands, []);
});

Deno.test("parseCommandLine() says where that stands which all peers must have alike", () => {
  assertEquals(
    refusal("demo", "--epochs", "3"),
    "There is no option --epochs: all peers of a swarm must have it alike, so it stands in the task file that --task FILE names (epochs: 3)",
  );
  assert(refusal("train", "task.ts", "--lr=0.1").includes("learningRate"));
  assert(refusal("train", "task.ts", "-lr", "3").includes("learningRate"));
  assert(refusal("train", "task.ts", "--batch_size=3").includes("(unit: 32)"));
  assert(
    refusal("simulate", "x.ts", "--lr=0.1").includes("that the scenario names"),
  );
  assert(refusal("doctor", "x.ts", "--lr=3").startsWith("Unknown option"));
});

Deno.test("parseCommandLine() completes the beginning of an option, where there is only one", () => {
  const said = refusal("train", "task.ts", "--wait", "2");
  assert(said.includes('did you mean "--wait-for"?'), said);
});

Deno.test("parseCommandLine() sees that an option has taken the task for its value", () => {
  assertEquals(
    refusal("train", "--swarm", "wine.ts"),
    `"train" needs a task file, and "wine.ts" was taken for the value of --swarm; rather: ${startedBy()} train wine.ts --swarm VALUE`,
  );
});
