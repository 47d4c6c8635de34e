import type { Dataset } from "../dataset.ts";
import type * as tf from "../tfjs/tf.ts";

/** Root mean square beyond which numbers are large for a network. */
const LARGE = 50;

/** How often the spread of one value goes into that of another before it is unlike. */
const UNLIKE = 100;

/** Examples that are looked at. */
const SAMPLE = 500;

/** Layers that pass numbers on as they are. */
const PASSES = [
  "InputLayer",
  "Flatten",
  "Reshape",
  "Masking",
  "Permute",
  "Dropout",
];

/** Layers for which the scale of their input is of no concern. */
const SCALES = [
  "Embedding",
  "BatchNormalization",
  "LayerNormalization",
  "Rescaling",
  "CategoryEncoding",
];

/** How a value of the inputs, or a channel of them, is spread. */
interface Spread {
  /** Its place in an example. */
  place: number;
  /** Root mean square. */
  size: number;
  /** Standard deviation. */
  deviation: number;
}

/**
 * What to tell of inputs that are large, or of which some vary a hundred times as
 * much as others: gradient descent hardly trains on such, and nothing else says
 * why. Texts as columns of 0 and 1, sparse features and token numbers are not meant.
 *
 * @returns The advice, or undefined where the inputs are fit as they are
 */
export function adviceOnInputs(
  train: Dataset,
  model: tf.LayersModel,
): string | undefined {
  if (model.inputs[0]!.dtype === "int32") return undefined;
  const first = model.layers.find((layer) =>
    !PASSES.includes(layer.getClassName())
  );
  if (first === undefined || SCALES.includes(first.getClassName())) {
    return undefined;
  }
  if (model.layers.some((layer) => layer.getClassName() === "Embedding")) {
    return undefined;
  }
  const spreads = spreadsOf(train);
  const largest = most(spreads, ({ size }) => size);
  if (train.inputShape.length > 1) {
    return largest.size <= LARGE
      ? undefined
      : `The inputs are large (around ${
        round(largest.size)
      }), and training may not get anywhere; bring them near 1: divide them, pixels by 255, or standardize(data, { per: "channel" })`;
  }
  const dense = spreads.filter(({ deviation }) => deviation > 0);
  if (largest.size > LARGE) {
    return advice(`around ${round(largest.size)} in column ${largest.place}`);
  }
  if (dense.length < 2) return undefined;
  const wide = most(dense, ({ deviation }) => deviation);
  const narrow = most(dense, ({ deviation }) => -deviation);
  if (wide.deviation <= UNLIKE * narrow.deviation) return undefined;
  return advice(
    `column ${wide.place} varies by ${
      round(wide.deviation)
    }, column ${narrow.place} by ${round(narrow.deviation)}`,
  );
}

function advice(what: string): string {
  return `The inputs are of unlike scale or large (${what}, counted from 0), and training may not get anywhere; standardize them: data: () => standardize(splitDataset(...))`;
}

/**
 * Of a vector each value's spread, of anything with more axes each channel's. One
 * that is mostly 0 is sparse, or a category that is rare: its deviation is given as 0.
 */
function spreadsOf({ inputs, inputShape, count }: Dataset): Spread[] {
  const size = inputs.length / count;
  const groups = inputShape.at(-1) ?? 1;
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const sum = new Float64Array(groups);
  const squares = new Float64Array(groups);
  const zeros = new Float64Array(groups);
  let examples = 0;
  for (let i = 0; i < count && examples < SAMPLE; i += step, examples++) {
    for (let j = 0; j < size; j++) {
      const value = inputs[i * size + j]!;
      sum[j % groups]! += value;
      squares[j % groups]! += value ** 2;
      if (value === 0) zeros[j % groups]!++;
    }
  }
  const each = examples * size / groups;
  return Array.from(sum, (total, place) => {
    const mean = total / each;
    const square = squares[place]! / each;
    // Differences of rounding are no spread.
    const variance = Math.max(0, square - mean ** 2);
    const varies = variance > 1e-9 * square && zeros[place]! * 2 < each;
    return {
      place,
      size: Math.sqrt(square),
      deviation: varies ? Math.sqrt(variance) : 0,
    };
  });
}

function most(spreads: Spread[], by: (spread: Spread) => number): Spread {
  return spreads.reduce((best, next) => by(next) > by(best) ? next : best);
}

function round(value: number): string {
  return String(Number(value.toPrecision(2)));
}
