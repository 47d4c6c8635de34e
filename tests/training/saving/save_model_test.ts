import {
  assertEquals,
  assertObjectMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { toFileUrl } from "@std/path";
import {
  loadModel,
  modelDirectory,
  ModelFileError,
  noteStatistics,
  readSafetensors,
  saveModel,
  statisticsOf,
  weightNames,
} from "../../../src/training/saving/mod.ts";
import * as tf from "../../../src/training/tfjs/tf.ts";
import { inDirectory, variedModel } from "./models.ts";

const predict = (model: tf.LayersModel) =>
  tf.tidy(() =>
    (model.predict(tf.ones([3, 5])) as tf.Tensor).dataSync().slice()
  );

Deno.test("saveModel() writes a model that loads back with the same answers", async () => {
  await inDirectory(async (parent) => {
    const directory = `${parent}/new/trained`;
    const model = variedModel({ frozen: true });
    const paths = await saveModel(model, directory);
    assertEquals(
      paths,
      ["weights.bin", "model.json", "model.safetensors"].map((name) =>
        `${directory}/${name}`
      ),
    );
    const present = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assertEquals(present.sort(), [
      "model.json",
      "model.safetensors",
      "weights.bin",
    ]);
    const loaded = await loadModel(directory);
    assertEquals(predict(loaded), predict(model));
    const byUrl = await loadModel(toFileUrl(directory));
    assertEquals(predict(byUrl), predict(model));
    assertEquals(loaded.layers[0]!.trainable, false);
    const again = await tf.loadLayersModel(modelDirectory(directory));
    assertEquals(predict(again), predict(model));
  });
});

Deno.test("saveModel() writes what tfjs's own file format loads", async () => {
  await inDirectory(async (directory) => {
    const model = variedModel();
    await saveModel(model, directory);
    // tfjs's own HTTP reader reads the directory from a plain file server.
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) =>
        new Response(
          await Deno.readFile(directory + new URL(request.url).pathname),
        ),
    );
    try {
      const url = `http://127.0.0.1:${server.addr.port}/model.json`;
      assertEquals(predict(await tf.loadLayersModel(url)), predict(model));
    } finally {
      await server.shutdown();
    }
  });
});

Deno.test("saveModel() writes all weights as safetensors by stable names", async () => {
  await inDirectory(async (directory) => {
    const model = variedModel({ frozen: true });
    await saveModel(model, directory);
    const { tensors, metadata } = readSafetensors(
      await Deno.readFile(`${directory}/model.safetensors`),
    );
    assertEquals(metadata, { format: "tf", framework: "drover" });
    const weights = model.getWeights();
    const names = weightNames(model);
    assertEquals(tensors.size, names.length);
    for (const [i, name] of names.entries()) {
      const { data, shape } = tensors.get(name)!;
      assertEquals(data, weights[i]!.dataSync(), name);
      assertEquals(shape, weights[i]!.shape, name);
    }
  });
});

Deno.test("saveModel() keeps by what inputs were standardized, to the last bit", async () => {
  await inDirectory(async (directory) => {
    const statistics = {
      mean: Float64Array.of(1 / 3, 0, -1e300),
      deviation: Float64Array.of(Math.PI, 1, 5e-324),
    };
    const model = variedModel();
    model.setUserDefinedMetadata({ author: "me" });
    noteStatistics(model, statistics);
    await saveModel(model, directory);
    const loaded = await loadModel(directory);
    assertEquals(statisticsOf(loaded), statistics);
    assertObjectMatch(loaded.getUserDefinedMetadata(), { author: "me" });
    const { metadata } = readSafetensors(
      await Deno.readFile(`${directory}/model.safetensors`),
    );
    assertEquals(JSON.parse(metadata.statistics!), {
      mean: [...statistics.mean],
      deviation: [...statistics.deviation],
    });
  });
});

Deno.test("statisticsOf() says why a model has none", () => {
  assertThrows(
    () => statisticsOf(variedModel()),
    ModelFileError,
    "data() did not return what standardize() gives",
  );
});

Deno.test("saveModel() gives the same safetensors bytes for a model made twice", async () => {
  await inDirectory(async (directory) => {
    await saveModel(variedModel(), `${directory}/a`);
    await saveModel(variedModel(), `${directory}/b`);
    assertEquals(
      await Deno.readFile(`${directory}/a/model.safetensors`),
      await Deno.readFile(`${directory}/b/model.safetensors`),
    );
  });
});

Deno.test("saveModel() replaces an older model, and leaves it where it fails", async () => {
  await inDirectory(async (directory) => {
    const model = variedModel();
    await saveModel(model, directory);
    model.setWeights(model.getWeights().map((tensor) => tensor.mul(2)));
    await saveModel(model, directory);
    assertEquals(predict(await loadModel(directory)), predict(model));

    // Renaming fails: the name is that of a directory with something in it.
    const blocked = `${directory}/blocked`;
    await Deno.mkdir(`${blocked}/weights.bin/x`, { recursive: true });
    await assertRejects(
      () => saveModel(model, blocked),
      ModelFileError,
      `Cannot save the model in ${blocked}`,
    );
    const left = [...Deno.readDirSync(blocked)].map(({ name }) => name);
    assertEquals(left, ["weights.bin"]);
  });
});

Deno.test("loadModel() says which file is missing, truncated or foreign", async () => {
  await inDirectory(async (directory) => {
    await assertRejects(
      () => loadModel(directory),
      ModelFileError,
      `Cannot read ${directory}/model.json: There is no such file`,
    );
    await saveModel(variedModel(), directory);
    const weights = await Deno.readFile(`${directory}/weights.bin`);
    await Deno.writeFile(`${directory}/weights.bin`, weights.subarray(0, 40));
    await assertRejects(
      () => loadModel(directory),
      ModelFileError,
      `promises ${weights.length} bytes and 40 are there`,
    );
    await Deno.remove(`${directory}/weights.bin`);
    await assertRejects(
      () => loadModel(directory),
      ModelFileError,
      "weights.bin: There is no such file",
    );
    await Deno.writeTextFile(`${directory}/model.json`, '{"a": 1}');
    await assertRejects(
      () => loadModel(directory),
      ModelFileError,
      "not a tfjs layers model",
    );
    await Deno.writeTextFile(`${directory}/model.json`, '{"a": ');
    await assertRejects(() => loadModel(directory), ModelFileError, "not JSON");
  });
});
