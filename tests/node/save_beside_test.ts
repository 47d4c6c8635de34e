import { assert, assertEquals, assertRejects } from "@std/assert";
import { saveBeside } from "../../src/node/save_beside.ts";
import { startPeer } from "../../src/node/start_peer.ts";
import { loadModel, saveModel } from "../../src/training/saving/mod.ts";
import { variedModel } from "../training/saving/models.ts";

const HASH = "f48d1c3357ed0011";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a folder that cannot be saved in is refused before anything is loaded", async () => {
  await inFolder(async (folder) => {
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "kept");
    for (const save of [file, `${file}/below`]) {
      const { message } = await assertRejects(() =>
        startPeer({ task: `${folder}/none.ts`, save })
      );
      assertEquals(
        message,
        `Cannot save to ${save}: it is a file, or in one, where a folder should be; name another folder`,
      );
    }
    assertEquals(await Deno.readTextFile(file), "kept");
  });
});

Deno.test("a model whose folder went bad while it was trained is saved beside it", async () => {
  const model = variedModel();
  await inFolder(async (folder) => {
    const save = (directory: string) => saveModel(model, directory);
    const told: string[] = [];
    const tell = (text: string) => void told.push(text);
    const good = { save, directory: `${folder}/good`, hash: HASH, tell };
    const files = await saveBeside(good);
    assertEquals([files[0], told.length], [`${folder}/good/weights.bin`, 0]);

    const bad = `${folder}/bad`;
    await Deno.writeTextFile(bad, "");
    const other = `${bad}-f48d1c3357ed`;
    const saved = await saveBeside({ ...good, directory: `${bad}/` });
    assertEquals(saved[0], `${other}/weights.bin`);
    assert(told[0]!.startsWith(`Cannot save the model in ${bad}/: `), told[0]);
    assert(told[0]!.endsWith(`. The model is in ${other}`), told[0]);
    (await loadModel(other)).dispose();

    const nowhere = { ...good, directory: `${bad}/below` };
    await assertRejects(
      () => saveBeside(nowhere),
      Error,
      `Cannot save the model in ${bad}/below: `,
    );
  });
});
