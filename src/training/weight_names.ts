import { canonicalNames } from "./canonical_names.ts";
import { allLayers } from "./build_model.ts";
import type { LayerVariable } from "./tfjs/recorded_initializers.ts";
import type * as tf from "./tfjs/tf.ts";

/**
 * Names for a model's weights that depend on the model alone, in the order of
 * `model.weights`.
 *
 * tfjs numbers layers in the order in which a program makes them
 * ("dense_Dense7/kernel"), so that the same model gets other names in another
 * program. Here the layers of a kind are counted from 1 as they follow each
 * other in the model, whether frozen or not, so that a model keeps its names
 * when some of its layers are frozen for fine-tuning. Names that the user gave
 * stay.
 *
 * @example
 * ```ts ignore
 * weightNames(model); // ["conv2d_1/kernel", "conv2d_1/bias", "head/kernel", "head/bias"]
 * ```
 */
export function weightNames(model: tf.LayersModel): string[] {
  const canonical = canonicalNames();
  // model.weights puts frozen layers last, so the layers are counted first.
  for (const layer of allLayers(model)) canonical(layer.name);
  const taken = new Set<string>();
  return (model.weights as unknown as LayerVariable[]).map((weight) => {
    const base = canonical(weight.originalName);
    let name = base;
    for (let i = 1; taken.has(name); i++) name = `${base}_${i}`;
    taken.add(name);
    return name;
  });
}
