import { layers as tfLayers } from "@tensorflow/tfjs-layers";
import { levenshteinDistance } from "@std/text";

/** Options that every layer takes, of which its configuration need not tell. */
const COMMON = [
  "inputShape",
  "batchInputShape",
  "batchSize",
  "dtype",
  "inputDType",
  "name",
  "trainable",
  "weights",
];

/** What was found, for whoever builds the model to tell. */
const found = new Set<string>();

/** What was found in layers that were made since this was last asked, in words. */
export function takeMistypedOptions(): string[] {
  const all = [...found];
  found.clear();
  return all;
}

/**
 * `tf.layers`, whose layers are held against their options as they are made:
 * TensorFlow.js takes no notice of one that it does not know, and `activaton: "relu"`
 * would train a linear network. An option counts as mistyped only where it is nearly
 * one that the layer has.
 */
export const layers: typeof tfLayers = Object.freeze(Object.fromEntries(
  Object.entries(tfLayers).map(([name, make]) => [
    name,
    /^[a-z]/.test(name) ? watched(name, make as Make) : make,
  ]),
)) as unknown as typeof tfLayers;

type Make = (options?: unknown, ...others: unknown[]) => unknown;

function watched(name: string, make: Make): Make {
  return (...given) => {
    const made = make(...given);
    const [options] = given;
    if (made instanceof tfLayers.Layer && isPlain(options)) {
      for (const [option, meant] of mistypedOptions(made, options)) {
        found.add(
          `The layer ${name} has no option "${option}", and goes without it: did you mean "${meant}"?`,
        );
      }
    }
    return made;
  };
}

function mistypedOptions(
  layer: tfLayers.Layer,
  options: Record<string, unknown>,
): [option: string, meant: string][] {
  const known = new Set([...COMMON, ...configOf(layer)]);
  return Object.keys(options).flatMap((option): [string, string][] => {
    if (known.has(option)) return [];
    const meant = [...known].find((each) =>
      !(each in options) && isSlip(option, each)
    );
    return meant === undefined ? [] : [[option, meant]];
  });
}

function configOf(layer: tfLayers.Layer): string[] {
  try {
    return Object.keys(layer.getConfig());
  } catch {
    return []; // whatever it lacks, building it says so
  }
}

function isSlip(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll("_", "").toLowerCase();
  const distance: number = levenshteinDistance(plain(a), plain(b));
  return distance <= (Math.min(a.length, b.length) < 6 ? 1 : 2);
}

function isPlain(options: unknown): options is Record<string, unknown> {
  return typeof options === "object" && options !== null;
}
