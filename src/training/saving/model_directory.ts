import { join } from "@std/path";
import { io } from "../tfjs/tf.ts";
import { ModelFileError } from "./errors.ts";
import { writeFiles } from "./write_files.ts";

/** What `model.json` holds: tfjs's format, read by every tfjs program. */
interface ModelJson extends io.ModelJSON {
  weightsManifest: io.WeightsManifestConfig;
}

/**
 * A tfjs IOHandler for a directory on disk with `model.json` and its weights,
 * which tfjs lacks on Deno.
 *
 * @example
 * ```ts ignore
 * await model.save(modelDirectory("trained"));
 * const model = await tf.loadLayersModel(modelDirectory("trained"));
 * ```
 */
export function modelDirectory(directory: string): io.IOHandler {
  return {
    save: async (artifacts) => {
      await writeFiles(directory, modelFiles(artifacts));
      return {
        modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts),
      };
    },
    load: () => readModel(directory),
  };
}

/**
 * The files of a model directory: weights first, so that `model.json` appears
 * when they are there.
 */
export function modelFiles(
  artifacts: io.ModelArtifacts,
): Map<string, Uint8Array> {
  const json: ModelJson = {
    modelTopology: artifacts.modelTopology!,
    format: artifacts.format ?? "layers-model",
    generatedBy: artifacts.generatedBy ?? "TensorFlow.js",
    convertedBy: artifacts.convertedBy ?? null,
    weightsManifest: [{
      paths: ["weights.bin"],
      weights: artifacts.weightSpecs ?? [],
    }],
    ...(artifacts.trainingConfig &&
      { trainingConfig: artifacts.trainingConfig }),
    ...(artifacts.userDefinedMetadata &&
      { userDefinedMetadata: artifacts.userDefinedMetadata }),
  };
  const weights = io.CompositeArrayBuffer.join(artifacts.weightData);
  return new Map([
    ["weights.bin", new Uint8Array(weights)],
    ["model.json", new TextEncoder().encode(JSON.stringify(json))],
  ]);
}

async function readModel(directory: string): Promise<io.ModelArtifacts> {
  const path = join(directory, "model.json");
  let json: ModelJson;
  try {
    json = JSON.parse(new TextDecoder().decode(await readFile(path)));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ModelFileError(
      `Cannot read ${path}: It is not JSON (${cause.message})`,
      { cause },
    );
  }
  if (!json?.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw new ModelFileError(
      `Cannot read ${path}: It lacks modelTopology or weightsManifest, so it is not a tfjs layers model`,
    );
  }
  return await io.getModelArtifactsForJSON(
    json,
    (manifest) => readWeights(directory, manifest),
  );
}

async function readWeights(
  directory: string,
  manifest: io.WeightsManifestConfig,
): Promise<[io.WeightsManifestEntry[], ArrayBuffer]> {
  const specs = manifest.flatMap(({ weights }) => weights);
  const shards: ArrayBuffer[] = [];
  for (const name of manifest.flatMap(({ paths }) => paths)) {
    shards.push((await readFile(join(directory, name))).buffer);
  }
  const data = io.CompositeArrayBuffer.join(shards);
  const wanted = specs.reduce((sum, spec) => sum + byteLength(spec), 0);
  if (data.byteLength !== wanted) {
    throw new ModelFileError(
      `Cannot read the weights in ${directory}: model.json promises ${wanted} bytes and ${data.byteLength} are there; save or copy the model again`,
    );
  }
  return [specs, data];
}

function byteLength({ shape, dtype, quantization }: io.WeightsManifestEntry) {
  const size = quantization?.dtype === "uint8" || dtype === "bool"
    ? 1
    : quantization !== undefined
    ? 2
    : dtype === "complex64"
    ? 8
    : 4;
  return shape.reduce((product, length) => product * length, size);
}

async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "There is no such file"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new ModelFileError(`Cannot read ${path}: ${why}`, { cause });
  }
}
