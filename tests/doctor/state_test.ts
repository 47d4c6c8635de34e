import { assertEquals, assertMatch } from "@std/assert";
import { judgeState } from "../../src/doctor/judge/state.ts";
import { measureState } from "../../src/doctor/measure/state.ts";
import { StateDirectory } from "../../src/node/state/state_directory.ts";

/** Runs a test in a folder of its own. */
async function inFolder(run: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await run(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** All files of a folder, with their contents. */
async function contentsOf(path: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    const at = `${path}/${name}`;
    if (isDirectory) Object.assign(contents, await contentsOf(at));
    else contents[at] = (await Deno.readFile(at)).toHex();
  }
  return contents;
}

Deno.test("measureState() knows a folder that is not there, a file, and one that is whole", () =>
  inFolder(async (path) => {
    const judge = async (at: string) => judgeState(await measureState(at))[0]!;
    assertMatch((await judge(`${path}/none`)).title, /will be made/);
    await Deno.writeTextFile(`${path}/file`, "");
    assertEquals((await judge(`${path}/file`)).level, "fault");
    const directory = await StateDirectory.open(`${path}/state`);
    await directory.identity();
    directory.close();
    const { level, title } = await judge(`${path}/state`);
    assertEquals([level, title], ["ok", `--state ${path}/state is whole`]);
  }));

Deno.test("measureState() sees who has the folder, and leaves it to him", () =>
  inFolder(async (path) => {
    const directory = await StateDirectory.open(path);
    await directory.identity();
    const [finding] = judgeState(await measureState(path));
    assertEquals(finding!.level, "warning");
    assertMatch(finding!.title, /A process trains with/);
    directory.close();
    // And does not keep it.
    (await StateDirectory.open(path)).close();
  }));

Deno.test("measureState() finds damage, and mends nothing", () =>
  inFolder(async (path) => {
    const folder = `${path}/0123456789abcdef`;
    await Deno.mkdir(folder);
    await Deno.writeFile(`${folder}/snapshot-3`, new Uint8Array(100));
    await Deno.writeFile(
      `${folder}/feed-1700000000000-1.log`,
      new Uint8Array(50),
    );
    await Deno.writeFile(`${path}/identity`, new Uint8Array(31), {
      mode: 0o644,
    });
    const before = await contentsOf(path);
    const findings = judgeState(await measureState(path));
    assertEquals(findings.map(({ level }) => level), ["warning", "fault"]);
    assertMatch(findings[0]!.seen!, /snapshot-3 is damaged/);
    assertMatch(findings[0]!.seen!, /feed-1700000000000-1\.log is torn/);
    assertMatch(findings[1]!.seen!, /has 31 bytes/);
    assertEquals(await contentsOf(path), before);
  }));

Deno.test({
  name: "measureState() sees an identity that others can read",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (path) => {
      const seed = crypto.getRandomValues(new Uint8Array(32));
      await Deno.writeFile(`${path}/identity`, seed, { mode: 0o644 });
      await Deno.chmod(`${path}/identity`, 0o644);
      const [finding] = judgeState(await measureState(path));
      assertMatch(finding!.cure!, /^chmod 600 .*\/identity$/);
    }),
});
