import type { Scenario } from "../scenario.ts";

/** Drover's face, which task files import. */
const FACE = new URL("../../../mod.ts", import.meta.url).href;

/**
 * What a scenario trains with where neither it nor the task says anything, as
 * virtual peers do: processes would choose by the model's size.
 */
const DEFAULTS = {
  ordering: "random",
  codec: { kind: "float32" },
} as const satisfies Pick<Scenario, "ordering" | "codec">;

/**
 * The source of a task file that is another task with what a scenario says
 * differently: optimizer, epochs, when to end.
 *
 * @param task URL of the task file
 */
export function taskModule(
  task: string,
  { optimizer, epochs, until }: Pick<
    Scenario,
    "optimizer" | "epochs" | "until"
  >,
): string {
  const passes = "epochs" in until ? until.epochs : epochs;
  const changes = {
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(passes === undefined ? {} : { epochs: passes }),
    ...("loss" in until
      ? { target: { metric: "loss", atMost: until.loss } }
      : {}),
  };
  return `import { defineTask } from ${JSON.stringify(FACE)};
import task from ${JSON.stringify(task)};

export default defineTask({
  ...${JSON.stringify(DEFAULTS)},
  ...task,
  ...${JSON.stringify(changes)},
});
`;
}
