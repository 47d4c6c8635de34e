import { assert, assertEquals, assertRejects } from "@std/assert";
import { NodeError } from "../../../src/node/errors.ts";
import { StateDirectory } from "../../../src/node/state/state_directory.ts";

async function withFolder(run: (path: string) => Promise<void>) {
  const path = await Deno.makeTempDir();
  try {
    await run(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

async function identityIn(path: string): Promise<Uint8Array> {
  const directory = await StateDirectory.open(path);
  try {
    return await directory.identity();
  } finally {
    directory.close();
  }
}

Deno.test("StateDirectory identity() is made once, readable by its owner alone, and kept", () =>
  withFolder(async (path) => {
    const folder = `${path}/deep/state`;
    const first = await identityIn(folder);
    const second = await identityIn(folder);
    assertEquals(first.length, 32);
    assertEquals(first, second);
    const { mode } = await Deno.stat(`${folder}/identity`);
    if (mode !== null) assertEquals(mode & 0o077, 0);
  }));

Deno.test("StateDirectory identity() refuses a file of another length, and leaves it", () =>
  withFolder(async (path) => {
    await Deno.writeFile(`${path}/identity`, new Uint8Array(7));
    const error = await assertRejects(() => identityIn(path), NodeError);
    assert(error.message.includes("7 bytes"), error.message);
    assertEquals((await Deno.readFile(`${path}/identity`)).length, 7);
  }));

Deno.test("StateDirectory says what to do where the folder cannot be used", () =>
  withFolder(async (path) => {
    await Deno.writeTextFile(`${path}/file`, "");
    const error = await assertRejects(
      () => StateDirectory.open(`${path}/file`),
      NodeError,
    );
    assert(error.message.includes("--state"), error.message);
    assert(error.message.includes("name another folder"), error.message);
  }));

Deno.test("StateDirectory is refused to a second process, by the folder's name, until the first closes it", () =>
  withFolder(async (path) => {
    const first = await StateDirectory.open(path);
    const error = await assertRejects(
      () => StateDirectory.open(path),
      NodeError,
    );
    assert(error.message.includes(path), error.message);
    assert(error.message.includes("another process"), error.message);
    first.close();
    (await StateDirectory.open(path)).close();
  }));

Deno.test("StateDirectory is free again after its process was killed", () =>
  withFolder(async (path) => {
    const module = new URL(
      "../../../src/node/state/state_directory.ts",
      import.meta.url,
    );
    const holder = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { StateDirectory } from "${module}";
         await StateDirectory.open(Deno.env.get("FOLDER"));
         console.log("open");
         setInterval(() => {}, 1000);`,
      ],
      env: { FOLDER: path },
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    await assertRejects(() => StateDirectory.open(path), NodeError);
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    (await StateDirectory.open(path)).close();
  }));
