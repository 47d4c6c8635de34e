import { unknownWord } from "./did_you_mean.ts";
import { UsageError } from "./errors.ts";
import type { OptionName } from "./options/mod.ts";
import type { CommandLine } from "./parse.ts";
import { STUDIES, STUDY_NAMES } from "./reproduce/studies.ts";
import type { Output } from "./terminal/mod.ts";
import { startedBy } from "../telemetry/words/started_by.ts";

/**
 * `drover reproduce STUDY`: obtains a result of the papers anew, beside what they
 * say.
 *
 * @returns The exit code
 * @throws {UsageError} If there is no such study, or it does not take an option
 */
export async function reproduce(
  line: CommandLine,
  output: Output,
): Promise<number> {
  const [name] = line.operands;
  if (!Object.hasOwn(STUDIES, name!)) {
    const help = `${startedBy()} reproduce --help`;
    throw unknownWord("study", name!, STUDY_NAMES, help);
  }
  const study = STUDIES[name!]!;
  for (const option of Object.keys(line.options) as OptionName[]) {
    if (option === "json" || study.options.includes(option)) continue;
    throw new UsageError(
      `reproduce ${name} does not take --${option}; it takes ${
        study.options.map((known) => `--${known}`).join(", ")
      }`,
    );
  }
  return (await study.load())(line, output);
}
