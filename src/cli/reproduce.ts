import { unknownWord } from "./did_you_mean.ts";
import type { CommandLine } from "./parse.ts";
import { STUDIES, STUDY_NAMES } from "./reproduce/studies.ts";
import type { Output } from "./terminal/mod.ts";

/**
 * `drover reproduce STUDY`: obtains a result of the papers anew, beside what they
 * say.
 *
 * @returns The exit code
 * @throws {UsageError} If there is no such study
 */
export async function reproduce(
  line: CommandLine,
  output: Output,
): Promise<number> {
  const [name] = line.operands;
  if (!Object.hasOwn(STUDIES, name!)) {
    throw unknownWord("study", name!, STUDY_NAMES, "drover reproduce --help");
  }
  return (await STUDIES[name!]!.load())(line, output);
}
