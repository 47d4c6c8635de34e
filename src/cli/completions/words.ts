import { COMMAND_NAMES, COMMANDS } from "../commands.ts";
import { examplesOf, SCENARIOS, TASKS } from "../find_file.ts";
import { type Option, optionsOf } from "../options/mod.ts";

/** What a value or an operand may be completed to, beside any text. */
export interface Candidates {
  /** Words that are possible. */
  readonly words: readonly string[];
  /** Whether it is a path, and of what; `.ts` files where they are asked for. */
  readonly path?: "file" | "folder" | "ts";
}

/** An option, as a shell is told of it. */
export interface OptionWords {
  readonly name: string;
  readonly help: string;
  /** What its value may be; undefined for a flag. */
  readonly value: Candidates | undefined;
  /** What stands for the value, such as `N`. */
  readonly placeholder: string;
  readonly repeatable: boolean;
}

/** A command, as a shell is told of it. */
export interface CommandWords {
  readonly name: string;
  readonly help: string;
  readonly options: readonly OptionWords[];
  /** What may stand beside the options; undefined where nothing may. */
  readonly operand: Candidates | undefined;
}

/** All that there is to complete, from the tables of commands and options. */
export async function completionWords(): Promise<CommandWords[]> {
  const examples = {
    tasks: await examplesOf(TASKS),
    scenarios: await examplesOf(SCENARIOS),
  };
  return COMMAND_NAMES.map((name) => {
    const { operand, help, values } = COMMANDS[name];
    return {
      name,
      help,
      options: optionsOf(name).map(([name, option]) => ({
        name,
        help: option.help,
        value: valueOf(option),
        placeholder: option.placeholder ?? "",
        repeatable: option.repeatable ?? false,
      })),
      operand: operand === undefined
        ? undefined
        : operand === "TASK"
        ? { words: examples.tasks, path: "ts" }
        : operand === "SCENARIO"
        ? { words: examples.scenarios, path: "ts" }
        : values !== undefined
        ? { words: values }
        : { words: [], path: "file" },
    };
  });
}

function valueOf(
  { placeholder, values, mayStandAlone }: Option<unknown>,
): Candidates | undefined {
  // What follows an option that may stand alone may be anything else, too.
  if (placeholder === undefined || mayStandAlone) return undefined;
  if (values !== undefined) return { words: values };
  if (placeholder === "FILE") return { words: [], path: "file" };
  if (placeholder === "DIR") return { words: [], path: "folder" };
  return { words: [] };
}
