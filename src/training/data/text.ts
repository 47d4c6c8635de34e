import type { Dataset } from "../dataset.ts";
import { cannotRead, DataError } from "./errors.ts";
import { readBytes, readSourceText, type Source } from "./source.ts";

/** Options of {@linkcode readText}. */
export interface TextOptions {
  /**
   * What a token is: a character (a Unicode code point) or a byte. Default:
   * "character".
   */
  level?: "character" | "byte";
  /**
   * The tokens to know, in order, e.g. those of the training text when reading
   * another. Default: the characters of the text, sorted.
   */
  vocabulary?: readonly string[];
}

/** A text as a sequence of token numbers. */
export interface TokenizedText {
  /**
   * Number of each token, an index into the vocabulary; at byte level the
   * bytes.
   */
  readonly tokens: Int32Array | Uint8Array;
  /** What each number stands for; at byte level empty. */
  readonly vocabulary: readonly string[];
  /**
   * Number of different tokens that may occur: the vocabulary's length, or 256
   * at byte level.
   */
  readonly vocabularySize: number;
}

/**
 * Reads a text as tokens for a language model.
 *
 * @throws {DataError} where it is not UTF-8 (character level), or has a
 * character that the vocabulary lacks.
 *
 * @example
 * ```ts ignore
 * const { tokens, vocabularySize } = await readText("tiny-shakespeare.txt.gz");
 * const data = windows(tokens, { length: 64 });
 * ```
 */
export async function readText(
  source: Source,
  options: TextOptions = {},
): Promise<TokenizedText> {
  if (options.level === "byte") {
    const { bytes } = await readBytes(source);
    return { tokens: bytes, vocabulary: [], vocabularySize: 256 };
  }
  const { text, name } = await readSourceText(source);
  const characters = [...text];
  const vocabulary = options.vocabulary ?? [...new Set(characters)].sort();
  const numbers = new Map(vocabulary.map((token, i) => [token, i]));
  const tokens = Int32Array.from(characters, (character, i) => {
    const number = numbers.get(character);
    if (number !== undefined) return number;
    const before = characters.slice(0, i);
    throw cannotRead(
      name,
      `The vocabulary has no ${
        JSON.stringify(character)
      }; add it, or read with level "byte"`,
      { line: 1 + before.filter((other) => other === "\n").length },
    );
  });
  return { tokens, vocabulary, vocabularySize: vocabulary.length };
}

/** Options of {@linkcode windows}. */
export interface WindowsOptions {
  /** Tokens in each input. */
  length: number;
  /**
   * Tokens from the start of one window to the start of the next. Default:
   * `length`.
   */
  stride?: number;
  /**
   * Whether the label is the one token after the window, or at each place the
   * token after it. Default: "next".
   */
  predict?: "next" | "each";
}

/**
 * Cuts a sequence of tokens into examples for predicting the token that
 * follows: inputs of shape `[length]`, labels `[]` or, with `predict: "each"`,
 * `[length]`.
 *
 * @throws {DataError} where length or stride is not a whole number of at least
 * 1, or the sequence is too short for one window.
 *
 * @example
 * ```ts
 * import { windows } from "./mod.ts";
 *
 * const { inputs, labels } = windows(Uint8Array.of(1, 2, 3, 4, 5), { length: 2 });
 * // inputs 1 2 | 3 4, labels 3 | 5
 * ```
 */
export function windows(
  tokens: Int32Array | Uint8Array,
  { length, stride = length, predict = "next" }: WindowsOptions,
): Dataset {
  for (const [name, value] of Object.entries({ length, stride })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new DataError(
      `Cannot cut windows: ${name} is ${value} and must be a whole number of at least 1`,
    );
  }
  const count = Math.floor((tokens.length - length - 1) / stride) + 1;
  if (count < 1) {
    throw new DataError(
      `Cannot cut windows: ${length} tokens and the one to predict need ${
        length + 1
      }, and there are ${tokens.length}`,
    );
  }
  const Type = tokens instanceof Uint8Array ? Uint8Array : Int32Array;
  const width = predict === "each" ? length : 1;
  const inputs = new Type(count * length);
  const labels = new Type(count * width);
  for (let i = 0; i < count; i++) {
    const end = i * stride + length;
    inputs.set(tokens.subarray(end - length, end), i * length);
    labels.set(tokens.subarray(end + 1 - width, end + 1), i * width);
  }
  return {
    inputs,
    inputShape: [length],
    labels,
    labelShape: predict === "each" ? [length] : [],
    count,
  };
}
