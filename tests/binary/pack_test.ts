import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { pack } from "../../src/binary/pack.ts";
import { permissionFlags } from "../../src/binary/permission_flags.ts";

Deno.test("permissionFlags() gives what a set of deno.json gives, never all", () => {
  assertEquals(
    permissionFlags({
      read: true,
      write: ["./"],
      run: false,
      sys: ["networkInterfaces", "hostname"],
    }),
    "--allow-read --allow-write=. --allow-sys=networkInterfaces,hostname",
  );
  for (const set of [config.permissions.default, config.permissions.demo]) {
    assertMatch(permissionFlags(set), /^(--allow-(?!all)[a-z]+(=\S+)? ?)+$/);
  }
  assertThrows(() => permissionFlags({ read: ["my folder"] }));
});

/** The single file around a Deno that only says how it was started. */
async function withFile(
  run: (
    start: (
      args: string[],
      env?: Record<string, string>,
    ) => Promise<{ code: number; said: string; errors: string }>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    const staged = `${root}/staged`, folder = `${root}/a folder`;
    await Deno.mkdir(staged);
    await Deno.mkdir(folder);
    await Deno.writeTextFile(
      `${staged}/deno`,
      '#!/bin/sh\necho "$DROVER_BINARY"; echo "$DENO_DIR"\nprintf "%s\\n" "$@"\n',
      { mode: 0o755 },
    );
    await pack(staged, `${folder}/drover`);
    await run(async (args, env = {}) => {
      const { code, stdout, stderr } = await new Deno.Command("./drover", {
        args,
        cwd: folder,
        clearEnv: true,
        env: { PATH: Deno.env.get("PATH")!, HOME: `${root}/home`, ...env },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { code, said: text(stdout), errors: text(stderr) };
    }, folder);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name:
    "The single file unpacks itself once, and hands on what it was given with the permissions of the command",
  ignore,
  fn: () =>
    withFile(async (start, folder) => {
      const first = await start(["train", "my task.ts", "--k", "2"]);
      assertEquals([first.code, first.errors], [0, ""]);
      const [binary, cache, ...words] = first.said.trimEnd().split("\n");
      assertEquals(binary, `${folder}/drover`);
      assertMatch(cache!, /\/home\/\.cache\/drover\/[^/]+\/cache$/);
      assertEquals(words[0], "run");
      assertEquals(words.slice(-4), ["train", "my task.ts", "--k", "2"]);
      assertEquals(words.includes("--allow-run"), false);
      const home = cache!.replace(/\/cache$/, "");
      const { ino } = await Deno.stat(home);
      const demo = await start(["demo"]);
      assertEquals(demo.said.includes("\n--allow-run\n"), true);
      const real = await start(["simulate", "x.ts", "--real"]);
      assertEquals(real.said.includes("\n--allow-run\n"), true);
      assertEquals((await Deno.stat(home)).ino, ino);
      // Nothing else was left beside it.
      const names = await Array.fromAsync(Deno.readDir(`${home}/..`));
      assertEquals(names.length, 1);
    }),
});

Deno.test({
  name:
    "Two that start at once unpack into one folder; where there is none, a message says what to set",
  ignore,
  fn: () =>
    withFile(async (start) => {
      const both = await Promise.all([start(["train"]), start(["train"])]);
      for (const { code, errors } of both) {
        assertEquals([code, errors], [0, ""]);
      }
      const { code, errors } = await start([], { HOME: "" });
      assertEquals(code, 1);
      assertMatch(errors, /^error: .*DROVER_HOME/);
      const elsewhere = await start([], { HOME: "", DROVER_HOME: "here" });
      assertEquals(elsewhere.code, 0, elsewhere.errors);
    }),
});

Deno.test({
  name:
    "What a process that was killed has left of its unpacking stands in nobody's way, not even of one with its number",
  ignore,
  fn: () =>
    withFile(async (start, folder) => {
      const { said } = await start(["train"]);
      const home = said.split("\n")[1]!.replace(/\/cache$/, "");
      await Deno.remove(home, { recursive: true });
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-c", 'mkdir "$0.$$" && exec ./drover train', home],
        cwd: folder,
        clearEnv: true,
        env: {
          PATH: Deno.env.get("PATH")!,
          HOME: home.replace(/\/\.cache\/.*/, ""),
        },
      }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    }),
});
