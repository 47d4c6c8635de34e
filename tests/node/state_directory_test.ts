import { assert, assertEquals, assertRejects } from "@std/assert";
import { NodeError } from "../../src/node/errors.ts";
import { StateDirectory } from "../../src/node/state_directory.ts";

async function withFolder(run: (path: string) => Promise<void>) {
  const path = await Deno.makeTempDir();
  try {
    await run(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("StateDirectory identity() is made once, readable by its owner alone, and kept", () =>
  withFolder(async (path) => {
    const folder = `${path}/deep/state`;
    const first = await new StateDirectory(folder).identity();
    const second = await new StateDirectory(folder).identity();
    assertEquals(first.length, 32);
    assertEquals(first, second);
    const { mode } = await Deno.stat(`${folder}/identity`);
    if (mode !== null) assertEquals(mode & 0o077, 0);
  }));

Deno.test("StateDirectory identity() refuses a file of another length, and leaves it", () =>
  withFolder(async (path) => {
    await Deno.writeFile(`${path}/identity`, new Uint8Array(7));
    const error = await assertRejects(
      () => new StateDirectory(path).identity(),
      NodeError,
    ) as Error;
    assert(error.message.includes("7 bytes"), error.message);
    assertEquals((await Deno.readFile(`${path}/identity`)).length, 7);
  }));

Deno.test("StateDirectory keeps the newest snapshot of each manifest", () =>
  withFolder(async (path) => {
    const directory = new StateDirectory(path);
    await directory.identity();
    assertEquals(await directory.snapshot("a".repeat(64)), undefined);
    await directory.write("a".repeat(64), Uint8Array.of(1));
    await directory.write("a".repeat(64), Uint8Array.of(2));
    await directory.write("b".repeat(64), Uint8Array.of(3));
    assertEquals(await directory.snapshot("a".repeat(64)), Uint8Array.of(2));
    assertEquals(await directory.snapshot("b".repeat(64)), Uint8Array.of(3));
    const files = Array.from(Deno.readDirSync(path), ({ name }) => name).sort();
    assertEquals(files, [
      "identity",
      `snapshot-${"a".repeat(16)}`,
      `snapshot-${"b".repeat(16)}`,
    ]);
  }));

Deno.test("StateDirectory says what to do where the folder cannot be used", () =>
  withFolder(async (path) => {
    await Deno.writeTextFile(`${path}/file`, "");
    const error = await assertRejects(
      () => new StateDirectory(`${path}/file`).identity(),
      NodeError,
    ) as Error;
    assert(error.message.includes("--state"), error.message);
  }));
