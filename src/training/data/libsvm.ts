import type { Dataset } from "../dataset.ts";
import { classIndex } from "./classes.ts";
import { cannotRead } from "./errors.ts";
import { readSourceText, type Source } from "./source.ts";

/**
 * Most values that one typed array is asked to hold: 2^30 float32, that is 4
 * GiB.
 */
const MOST_VALUES = 2 ** 30;

/** Options of {@linkcode readLibsvm}. */
export interface LibsvmOptions {
  /**
   * Number of features. Default: the greatest index in the file; give it where
   * training and test files differ.
   */
  features?: number;
  /**
   * The index of the first feature. Default: 1, as the format has it; some
   * programs write 0.
   */
  base?: 0 | 1;
  /**
   * Whether labels become class indices 0, 1, …: `true` for the distinct labels
   * in ascending order (-1 becomes 0 and +1 becomes 1), or the labels in the
   * order you want. Default: labels are kept.
   */
  classes?: true | readonly number[];
}

/** A dataset from a LIBSVM file. */
export interface LibsvmDataset extends Dataset {
  /** The labels that stand for class 0, 1, …, if labels are classes. */
  readonly classes?: readonly number[];
}

/** One line: label, then indices and values by turns. */
interface Example {
  readonly label: number;
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/**
 * Reads LIBSVM text (`label index:value index:value …`, indices ascending, what
 * is not named is 0) into dense inputs, `Float32Array` of shape `[features]`.
 * Labels are `Float32Array`, or `Int32Array` of class indices with `classes`.
 *
 * @throws {DataError} naming the line, at what is not a number, an index out of
 * order or beyond `features`, or a label that is not one of `classes`.
 *
 * @example
 * ```ts ignore
 * const data = await readLibsvm("a8a.gz", { features: 123, classes: [-1, 1] });
 * ```
 */
export async function readLibsvm(
  source: Source,
  options: LibsvmOptions = {},
): Promise<LibsvmDataset> {
  const { text, name } = await readSourceText(source);
  const base = options.base ?? 1;
  const examples: Example[] = [];
  const lines: number[] = [];
  let greatest = 0; // number of features seen
  for (const [i, line] of text.split("\n").entries()) {
    const content = line.split("#", 1)[0]!.trim();
    if (content === "") continue;
    const example = parseLine(
      content,
      base,
      (problem) => cannotRead(name, problem, { line: i + 1 }),
    );
    const last = (example.indices.at(-1) ?? -1) + 1;
    if (options.features !== undefined && last > options.features) {
      throw cannotRead(
        name,
        `Index ${
          last - 1 + base
        } lies beyond the ${options.features} features asked for; raise features`,
        { line: i + 1 },
      );
    }
    greatest = Math.max(greatest, last);
    examples.push(example);
    lines.push(i + 1);
  }
  if (examples.length === 0) throw cannotRead(name, "It has no examples");
  const features = options.features ?? greatest;
  const classes = options.classes &&
    classIndex(examples.map(({ label }) => label), options.classes);
  return {
    inputs: toDense(examples, features, name),
    inputShape: [features],
    labels: classes
      ? Int32Array.from(examples, ({ label }, i) => {
        const found = classes.get(label);
        if (found !== undefined) return found;
        throw cannotRead(
          name,
          `Label ${label} is not one of the classes ${
            [...classes.keys()].join(", ")
          }`,
          { line: lines[i]! },
        );
      })
      : Float32Array.from(examples, ({ label }) => label),
    labelShape: [],
    count: examples.length,
    ...(classes ? { classes: [...classes.keys()] } : {}),
  };
}

function parseLine(
  content: string,
  base: 0 | 1,
  problem: (text: string) => Error,
): Example {
  const [first, ...rest] = content.split(/\s+/);
  const label = Number(first);
  if (!Number.isFinite(label)) {
    throw problem(
      `The label ${JSON.stringify(first)} is not a number${
        first!.includes(":") ? "; each line begins with its label" : ""
      }`,
    );
  }
  const indices: number[] = [];
  const values: number[] = [];
  for (const token of rest) {
    const colon = token.indexOf(":");
    const index = Number(token.slice(0, Math.max(colon, 0)) || NaN) - base;
    const value = Number(token.slice(colon + 1) || NaN);
    if (
      colon < 0 || !Number.isInteger(index) ||
      !Number.isFinite(Math.fround(value))
    ) {
      throw problem(
        `${
          JSON.stringify(token)
        } is not index:value with a whole index and a finite value`,
      );
    }
    if (index < 0) {
      throw problem(
        `Index ${index + base} in ${
          JSON.stringify(token)
        } is too small: indices start at ${base}${
          index + base === 0
            ? "; pass { base: 0 } if this file counts from 0"
            : ""
        }`,
      );
    }
    if (indices.length > 0 && index <= indices.at(-1)!) {
      throw problem(
        `Index ${index + base} follows ${
          indices.at(-1)! + base
        }; indices must ascend`,
      );
    }
    indices.push(index);
    values.push(value);
  }
  return { label, indices, values };
}

function toDense(
  examples: readonly Example[],
  features: number,
  name: string,
): Float32Array {
  if (examples.length * features > MOST_VALUES) {
    throw cannotRead(
      name,
      `${examples.length} examples of ${features} features are too many to hold as a dense array; hash or select features first`,
    );
  }
  const dense = new Float32Array(examples.length * features);
  for (const [i, { indices, values }] of examples.entries()) {
    for (let j = 0; j < indices.length; j++) {
      dense[i * features + indices[j]!] = values[j]!;
    }
  }
  return dense;
}
