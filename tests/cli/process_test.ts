import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { checkRecord } from "../../src/telemetry/schema/check_record.ts";
import config from "../../deno.json" with { type: "json" };
import {
  assertEndedSoon,
  jsonLines,
  locally,
  runDrover,
  signalled,
  spawnDrover,
  TINY_TASK,
} from "./drover.ts";
import { readEvents } from "../telemetry/event_file_reader.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

Deno.test("drover --version and --help answer at once", async () => {
  const version = await runDrover("--version");
  assertEquals(version.code, 0);
  assertStringIncludes(version.stdout, `drover ${config.version} `);
  const help = await runDrover("train", "--help");
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(
    help.stdout,
    `Usage: ${startedBy()} train TASK [options]`,
  );
});

Deno.test("drover refuses what it does not understand with exit code 2", async () => {
  const command = await runDrover("trian");
  assertEquals([command.code, command.stdout], [2, ""]);
  assertEquals(
    command.stderr,
    `error: Unknown command "trian": did you mean "train"? (${startedBy()} --help shows all)\n`,
  );
  const option = await runDrover("train", TINY_TASK, "--json", "--k=0");
  assertEquals(option.code, 2);
  const [line, ...more] = jsonLines(option.stdout);
  assertEquals([line!.type, more.length], ["error", 0]);
  assertEquals(option.stderr, `error: ${line!.message}\n`);
});

Deno.test("drover train --json says one object a line, the last one the summary", async () => {
  const args = ["train", TINY_TASK, "--json", "--name=ox", ...locally()];
  const { code, stdout, stderr } = await runDrover(...args);
  assertEquals(code, 0, stderr);
  const lines = jsonLines(stdout);
  for (const line of lines) assertEquals(checkRecord(line), undefined);
  const types = lines.map(({ type }) => type);
  assertEquals(types.filter((type) => type === "epoch").length, 4);
  for (
    const type of ["ready", "started", "progress", "members", "validation"]
  ) {
    assert(types.includes(type), `no line of type ${type} in ${types}`);
  }
  assertEquals(types.indexOf("summary"), types.length - 1);
  const { members } = lines.findLast(({ type }) => type === "members")!;
  // They are told of once more when all is over.
  assertEquals((members as { state: string }[])[0]!.state, "left");
  const { name, reason, hash, updates, final } = lines.at(-1)!;
  assertEquals([name, reason, updates], ["ox", "4 epochs", 128]);
  assertMatch(hash as string, /^[0-9a-f]{64}$/);
  const { metrics } = final as { metrics: { accuracy: number } };
  assert(metrics.accuracy > 0.9, `accuracy ${metrics.accuracy}`);
});

Deno.test("drover train in a pipe writes plain lines", async () => {
  const args = ["train", TINY_TASK, "--name=ox", ...locally()];
  const { code, stdout, stderr } = await runDrover(...args);
  assertEquals(code, 0, stderr);
  // deno-lint-ignore no-control-regex
  assertEquals(/[\x00-\x09\x0b-\x1f]/.test(stdout), false, stdout);
  assertMatch(stdout, /^Training began with 1 peer, K = 1$/m);
  assertMatch(stdout, /^Epoch 4: training loss 0\.\d+, /m);
  assertMatch(stdout, /^Training ended: 4 epochs$/m);
  assertEquals(stdout.match(/4 epochs$/gm)?.length, 1, stdout);
});

Deno.test("drover train saves the model, and charts of how it came about", async () => {
  const folder = new URL("./saved", import.meta.url);
  try {
    const args = [
      "train",
      TINY_TASK,
      "--save=tests/cli/saved",
      "--tensorboard=tests/cli/saved/charts",
      "--metrics=0",
      ...locally(),
    ];
    const { code, stdout, stderr } = await runDrover(...args);
    assertEquals(code, 0, stderr);
    const saved = stdout.match(/^ {2}saved +(.*)$/m)![1]!.split(", ");
    for (const file of saved) assert((await Deno.stat(file)).isFile);
    assert(saved.some((file) => file.endsWith("model.json")), stdout);
    assert(saved.some((file) => file.endsWith(".safetensors")), stdout);
    assertMatch(stdout, /^Metrics: http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
    const charts = `${folder.pathname}/charts`;
    const [{ name }] = [...Deno.readDirSync(charts)] as [Deno.DirEntry];
    const events = readEvents(await Deno.readFile(`${charts}/${name}`));
    const last = events.findLast(({ tag }) => tag === "updates/folded")!;
    assertEquals([last.value, last.step], [128, 128]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("drover train tells in a paragraph what is wrong with a task file", async () => {
  const args = ["train", "tests/cli/figures.ts", "--json", ...locally()];
  const { code, stdout, stderr } = await runDrover(...args);
  assertEquals(code, 1);
  assertMatch(stderr, /^error: .*figures\.ts.*\n$/);
  assertEquals(jsonLines(stdout).map(({ type }) => type), ["error"]);
  const missing = await runDrover("train", "none.ts", ...locally());
  assertEquals([missing.code, missing.stdout], [1, ""]);
  assertMatch(missing.stderr, /^error: .*none\.ts.*\n$/);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `drover train ends cleanly on ${signal}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const args = ["train", TINY_TASK, "--json", ...locally()];
      // It waits for a peer that never comes.
      const ending = await signalled([...args, "--wait-for=2"], signal);
      assertEquals(ending.code, 130);
      const { type, reason } = jsonLines(ending.stdout).at(-1)!;
      assertEquals([type, reason], ["summary", "stopped"]);
      assertEndedSoon(ending);
    },
  });
}

Deno.test({
  name: "drover train ends on SIGINT also when its reader has paused",
  ignore: Deno.build.os === "windows",
  async fn() {
    // Two lines hold the name; a pipe and a stream hold 64 KiB each.
    const args = ["train", TINY_TASK, "--json", "--wait-for=2", ...locally()];
    const process = spawnDrover([...args, `--name=${"x".repeat(125_000)}`]);
    const errors = process.stderr.cancel();
    const reader = process.stdout.getReader();
    await reader.read();
    process.kill("SIGINT");
    assertEquals((await process.status).code, 130);
    await Promise.all([reader.cancel(), errors]);
  },
});

Deno.test({
  name: "drover train ends when nobody reads what it says",
  ignore: Deno.build.os === "windows",
  async fn() {
    const args = ["train", TINY_TASK, "--json", "--wait-for=2", ...locally()];
    const process = spawnDrover(args);
    await process.stdout.cancel();
    const [{ code }] = await Promise.all([
      process.status,
      process.stderr.cancel(),
    ]);
    assertEquals(code, 141);
  },
});

Deno.test("drover demo trains with processes that find each other", async () => {
  const args = ["demo", "--peers=2", `--task=${TINY_TASK}`];
  const { code, stdout, stderr } = await runDrover(...args, "--json");
  assertEquals([code, stderr], [0, ""]);
  const lines = jsonLines(stdout);
  const { type, peers, hashes, accuracy, updates, utilisation, bytesSent } =
    lines.at(-1)!;
  assertEquals([type, peers], ["summary", 2]);
  // At the end each may have one more under way, and one that the other has not seen.
  const more = updates as number - 128;
  const isApart = lines.some(({ type }) => type === "member-suspected");
  assert(more >= 0 && (more <= 4 || isApart), `${updates} updates`);
  assertEquals(lines.filter(({ type }) => type === "summary").length, 1);
  assertEquals(new Set(hashes as string[]).size, 1);
  assert(accuracy as number > 0.8, `accuracy ${accuracy}`);
  assert(bytesSent as number > 0);
  assert(utilisation as number > 0 && utilisation as number < 1);
});

Deno.test("drover demo stops all processes when one fails, and says why", async () => {
  // A module, and no task: who has started finds out.
  const args = ["demo", "--peers=2", "--task=tests/cli/screen.ts"];
  const { code, stdout, stderr } = await runDrover(...args);
  assertEquals(code, 1);
  // Where they take long to start it is told how far they are.
  assertMatch(
    stdout,
    /^Starting 2 processes\n(\d of 2 processes run, and wait for all\n)*$/,
  );
  assertMatch(
    stderr,
    /^error: peer-\d ended with exit code 1, so the others were stopped: .*screen\.ts/,
  );
});

Deno.test({
  name: "drover demo ends all its processes on SIGINT",
  ignore: Deno.build.os === "windows",
  async fn() {
    const args = ["demo", "--peers=2", `--task=${TINY_TASK}`, "--slow=1000"];
    const { code, stdout } = await signalled([...args, "--json"], "SIGINT");
    assertEquals(code, 130);
    assertEquals(jsonLines(stdout).at(-1)!.type, "error");
  },
});

Deno.test("drover secret writes a key for its owner, and never over another", async () => {
  const file = "tests/cli/test.key";
  try {
    const first = await runDrover("secret", file);
    assertEquals([first.code, first.stderr], [0, ""]);
    assertStringIncludes(first.stdout, `--secret ${file}`);
    const key = await Deno.readTextFile(file);
    assertMatch(key, /^\/key\/swarm\/psk\/1\.0\.0\/\n\/base16\/\n[0-9a-f]{64}/);
    if (Deno.build.os !== "windows") {
      assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    }
    const second = await runDrover("secret", file, "--json");
    assertEquals(second.code, 1);
    assertMatch(second.stderr, /^error: .*the file exists/);
    assertEquals(await Deno.readTextFile(file), key);
  } finally {
    await Deno.remove(file);
  }
});
