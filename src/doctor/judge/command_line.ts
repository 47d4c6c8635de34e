import { quoted, startedBy } from "../../telemetry/words/started_by.ts";
import type { Asked } from "../us.ts";

/** The options of the doctor alone. */
const NOT_OF_TRAIN = ["json", "help"];

/**
 * The command line that trains as was asked for here, but for some options.
 *
 * @param change Options with their values, which take the place of those given
 */
export function trainWith(
  { task, options }: Asked,
  change: Asked["options"] = {},
): string {
  const words = Object.entries({ ...options, ...change })
    .filter(([name]) => !NOT_OF_TRAIN.includes(name))
    .flatMap(([name, values]) =>
      values.length === 0
        ? [`--${name}`]
        : values.map((value) => `--${name} ${quoted(value)}`)
    );
  const file = task === undefined ? "TASK" : quoted(task);
  return [startedBy(), "train", file, ...words].join(" ");
}
