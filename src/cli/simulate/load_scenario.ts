import { isScenario } from "../../simulation/define_scenario.ts";
import type { Scenario } from "../../simulation/scenario.ts";
import { basename, dirname, fromFileUrl, resolve, toFileUrl } from "@std/path";
import { CommandError } from "../errors.ts";

/** A scenario and the folder of its file. */
export interface LoadedScenario {
  scenario: Scenario;
  /** What its task's path is relative to. */
  folder: string;
}

/**
 * Loads a scenario file.
 *
 * @throws {CommandError} If it cannot be read or exports no scenario
 */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const isUrl = /^file:/.test(file);
  const path: string = isUrl ? fromFileUrl(file) : resolve(file);
  const fail = (why: string, cause?: unknown): never => {
    throw new CommandError(`Cannot load the scenario ${file}: ${why}`, {
      cause,
    });
  };
  try {
    await Deno.stat(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    fail("there is no such file", cause);
  }
  let module: { default?: unknown };
  try {
    module = await import(toFileUrl(path).href);
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const scenario = module.default;
  if (!isScenario(scenario)) {
    return fail(
      "its default export is no scenario; write export default defineScenario({...}), and see examples/scenarios/",
    );
  }
  const name = scenario.name ?? basename(path).replace(/\.[jt]s$/, "");
  return { scenario: { ...scenario, name }, folder: dirname(path) };
}
