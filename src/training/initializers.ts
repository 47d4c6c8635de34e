import { orthogonal } from "./orthogonal.ts";
import type { Random } from "../random/mod.ts";
import { WeightRandom } from "./random.ts";

/** What a layer says of how one of its weights begins. */
export interface InitializerConfig {
  /** The initialiser's class, as in a saved model, such as "VarianceScaling". */
  className: string;
  /** Its settings, as in a saved model. */
  config: Record<string, unknown>;
}

/**
 * Initial values of one weight in float64, from a seed, by no backend, so that
 * every peer starts from the same bits. Distributions are those of
 * TensorFlow.js (Glorot and Bengio 2010, He et al. 2015, LeCun et al. 1998,
 * Saxe et al. 2014 through `VarianceScaling` and `Orthogonal`).
 *
 * @param initializer Class and settings
 * @param shape The weight's shape
 * @param keys What names the weight's stream of random numbers: seed and place
 * @returns The values, row-major, or null for an initialiser that is not known
 */
export function initialValues(
  initializer: InitializerConfig,
  shape: number[],
  ...keys: (number | string)[]
): Float64Array | null {
  const config = initializer.config;
  const number = (name: string, fallback: number) =>
    typeof config[name] === "number" ? config[name] as number : fallback;
  const own = typeof config.seed === "number" ? [config.seed] : [];
  const random = new WeightRandom("initializer", ...keys, ...own);
  const size = shape.reduce((a, b) => a * b, 1);
  const fill = (draw: () => number) =>
    Float64Array.from({ length: size }, draw);

  switch (initializer.className) {
    case "Zeros":
      return new Float64Array(size);
    case "Ones":
      return new Float64Array(size).fill(1);
    case "Constant":
      return new Float64Array(size).fill(number("value", 0));
    case "RandomUniform": {
      const low = number("minval", -0.05);
      const high = number("maxval", 0.05);
      return fill(() => low + (high - low) * random.uniform());
    }
    case "RandomNormal": {
      const mean = number("mean", 0);
      const stddev = number("stddev", 0.05);
      return fill(() => mean + stddev * random.normal());
    }
    case "TruncatedNormal": {
      const mean = number("mean", 0);
      const stddev = number("stddev", 0.05);
      return fill(() => mean + stddev * truncatedNormal(random));
    }
    case "VarianceScaling": {
      const [fanIn, fanOut] = fans(shape);
      const mode = String(config.mode ?? "fanIn");
      const fan = mode === "fanIn"
        ? fanIn
        : mode === "fanOut"
        ? fanOut
        : (fanIn + fanOut) / 2;
      const variance = number("scale", 1) / Math.max(1, fan);
      if (config.distribution === "uniform") {
        const limit = Math.sqrt(3 * variance);
        return fill(() => limit * (2 * random.uniform() - 1));
      }
      const stddev = Math.sqrt(variance);
      return fill(() => stddev * truncatedNormal(random));
    }
    case "Orthogonal": {
      const columns = shape[shape.length - 1] ?? 1;
      const gain = number("gain", 1);
      return orthogonal(size / columns, columns, random).map((v) => gain * v);
    }
    case "Identity": {
      const values = new Float64Array(size);
      const n = shape[0] ?? 0;
      for (let i = 0; i < n; i++) values[i * n + i] = number("gain", 1);
      return values;
    }
    default:
      return null;
  }
}

/** A normal number within two standard deviations. */
function truncatedNormal(random: Random): number {
  for (;;) {
    const z = random.normal();
    if (Math.abs(z) < 2) return z;
  }
}

/** Inputs and outputs of one unit; kernels are (…window, in, out). */
function fans(shape: number[]): [number, number] {
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.length < 2 || shape.length > 5) {
    return [Math.sqrt(size), Math.sqrt(size)];
  }
  const fanIn = shape[shape.length - 2]!;
  const fanOut = shape[shape.length - 1]!;
  const window = fanIn * fanOut === 0 ? 0 : size / (fanIn * fanOut);
  return [fanIn * window, fanOut * window];
}
