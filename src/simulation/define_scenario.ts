import { describeSetting } from "../compression/mod.ts";
import { checkSpec, outerOptimizer } from "../optimizers/mod.ts";
import { ORDERINGS } from "../ordering/mod.ts";
import {
  isLocalSteps,
  isQuorumRule,
  LOCAL_STEPS,
  QUORUM_RULES,
  unfitRule,
  VARIANTS,
} from "../synchronicity/mod.ts";
import { checkFaults } from "./check_faults.ts";
import { checkNames, type Fail, show } from "./check_names.ts";
import { checkNetwork } from "./check_network.ts";
import { toDelay } from "./to_delay.ts";
import type { Expectation } from "./run.ts";
import {
  SCENARIO,
  type Scenario,
  ScenarioError,
  type ScenarioOptions,
  type ScenarioTask,
} from "./scenario.ts";

const REQUIRED = ["peers", "task", "until", "expect"];

const OPTIONAL = [
  "name",
  "network",
  "compute",
  "clocks",
  "faults",
  "synchronicity",
  "ordering",
  "optimizer",
  "codec",
  "localSteps",
  "outer",
  "epochs",
];

/**
 * Defines an experiment with a swarm: who takes part, what befalls them, what
 * they train, and what must be true in the end. A scenario file's default
 * export, run by `drover simulate FILE`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineScenario } from "./define_scenario.ts";
 * import { equalHashes, noUpdateLost } from "./expectations.ts";
 * import { quadratic } from "./problems/mod.ts";
 * import { simulate } from "./simulate.ts";
 *
 * const scenario = defineScenario({
 *   name: "one of four crashes",
 *   peers: 4,
 *   faults: [{ kind: "crash", at: 100, peer: 3 }],
 *   task: quadratic({ dimension: 4 }),
 *   until: { epochs: 2 },
 *   expect: [equalHashes(), noUpdateLost()],
 * });
 * const { run, passed } = await simulate(scenario, { seed: 7 });
 * assertEquals([passed, run.peers[3]!.outcome], [true, "crashed"]);
 * ```
 *
 * @param options Who, what, until when, and what is expected
 * @returns The checked scenario
 * @throws {ScenarioError} If a field is missing, unknown or makes no sense
 */
export function defineScenario(options: ScenarioOptions): Scenario {
  if (typeof options !== "object" || options === null) {
    throw new ScenarioError(
      "Cannot define a scenario: defineScenario() takes an object with " +
        REQUIRED.join(", "),
    );
  }
  const name = typeof options.name === "string" ? ` "${options.name}"` : "";
  const fail = (problem: string): never => {
    throw new ScenarioError(`Cannot define scenario${name}: ${problem}`);
  };
  checkFields(options, fail);
  checkCounts(options, fail);
  checkTask(options.task, fail);
  checkUntil(options, fail);
  checkConditions(options, fail);
  const { optimizer, codec, outer, faults } = options;
  if (optimizer) checkWith(() => checkSpec(optimizer), "optimizer", fail);
  if (codec) checkWith(() => describeSetting(codec), "codec", fail);
  if (outer) checkWith(() => outerOptimizer(outer), "outer", fail);
  if (faults !== undefined && typeof faults !== "function") {
    checkFaults(faults, options.peers, fail);
  }
  return Object.freeze({
    ...options,
    [SCENARIO]: true as const,
    expect: expectationsOf(options, fail),
  });
}

/** Whether a value is a scenario that {@linkcode defineScenario} has checked. */
export function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && SCENARIO in value;
}

function checkFields(options: ScenarioOptions, fail: Fail): void {
  checkNames(options, [...REQUIRED, ...OPTIONAL], "field", fail);
  for (const field of REQUIRED) {
    if (options[field as keyof ScenarioOptions] === undefined) {
      fail(`the field "${field}" is missing`);
    }
  }
  if (options.name !== undefined && typeof options.name !== "string") {
    fail(`name is ${show(options.name)}; it must be text`);
  }
}

function checkCounts(options: ScenarioOptions, fail: Fail): void {
  const { peers, epochs, synchronicity, ordering } = options;
  const isWhole = (value: unknown) =>
    Number.isSafeInteger(value) && (value as number) >= 1;
  const whole = (value: unknown, what: string) => {
    if (isWhole(value)) return;
    fail(`${what} is ${show(value)}; it must be a whole number > 0`);
  };
  whole(peers, "peers");
  const { localSteps = 1 } = options;
  if (!isLocalSteps(localSteps)) {
    fail(`localSteps is ${show(localSteps)}; it must be ${LOCAL_STEPS}`);
  }
  if (epochs !== undefined) whole(epochs, "epochs");
  if (synchronicity !== undefined) {
    const { variant, k, elasticBound = Infinity } = synchronicity;
    if (!(elasticBound > 0)) {
      fail(
        `synchronicity.elasticBound is ${
          show(elasticBound)
        }; it is in full steps, a number > 0`,
      );
    }
    if (!VARIANTS.includes(variant)) {
      fail(
        `synchronicity.variant is ${show(variant)}; it must be one of ${
          VARIANTS.join(", ")
        }`,
      );
    }
    if (!isQuorumRule(k)) {
      fail(
        `synchronicity.k is ${
          show(k)
        }; it is the number of updates to wait for, ${QUORUM_RULES}`,
      );
    }
    const unfit = unfitRule(k, variant);
    if (unfit !== undefined) fail(`synchronicity makes no sense: ${unfit}`);
  }
  if (ordering !== undefined && !ORDERINGS.includes(ordering)) {
    fail(
      `ordering is ${show(ordering)}; it must be one of ${
        ORDERINGS.join(", ")
      }`,
    );
  }
}

function checkTask(task: ScenarioTask, fail: Fail): void {
  const isFile = (value: unknown) =>
    typeof value === "string" || value instanceof URL;
  const isProblem = (value: unknown) =>
    typeof (value as { gradient?: unknown } | null)?.gradient === "function";
  if (isFile(task) || isProblem(task)) return;
  const both = task as { simulated?: unknown; real?: unknown };
  const simulates = isFile(both?.simulated) || isProblem(both?.simulated);
  if (simulates && isFile(both.real)) return;
  fail(
    "task must be a problem such as softmaxRegression(...), the path of a task " +
      "file, or { simulated: problem, real: path }",
  );
}

function checkUntil({ until, epochs }: ScenarioOptions, fail: Fail): void {
  const rules = Object.entries(until ?? {});
  const [kind, value] = rules[0] ?? [];
  if (rules.length !== 1 || !["epochs", "ms", "loss"].includes(kind!)) {
    fail("until must be { epochs: N }, { ms: N } or { loss: N }");
  }
  if (typeof value !== "number" || !(value > 0) || value === Infinity) {
    fail(`until.${kind} is ${show(value)}; it must be a number > 0`);
  }
  if (kind !== "epochs") return;
  if (!Number.isSafeInteger(value)) {
    fail(`until.epochs is ${show(value)}; it must be a whole number > 0`);
  }
  if (epochs !== undefined && epochs !== value) {
    fail(`epochs is ${epochs}, but until.epochs is ${value}; say it once`);
  }
}

function checkConditions(options: ScenarioOptions, fail: Fail): void {
  const { compute, network, clocks = {}, peers } = options;
  if (typeof compute === "function") {
    checkWith(
      () => {
        for (let peer = 0; peer < peers; peer++) toDelay(compute(peer));
      },
      "compute",
      fail,
    );
  } else if (compute !== undefined) {
    checkWith(() => toDelay(compute), "compute", fail);
  }
  if (network !== undefined) checkNetwork(network, fail);
  checkNames(clocks, ["offset", "drift"], "field of clocks", fail);
  const { drift = 0, offset = 0 } = clocks;
  if (!(drift >= 0 && drift < 1)) {
    fail(
      `clocks.drift is ${
        show(drift)
      }; it is ms for each ms, less than 1, and ` +
        "5e-5 is what a bad quartz does",
    );
  }
  if (!(offset >= 0 && offset < Infinity)) {
    fail(`clocks.offset is ${show(offset)}; it must be ms of 0 or more`);
  }
}

function expectationsOf(
  { expect }: ScenarioOptions,
  fail: Fail,
): Expectation[] {
  if (!Array.isArray(expect) || expect.length === 0) {
    fail(
      "expect must list what has to be true of every run, such as " +
        "[equalHashes(), noUpdateLost()]",
    );
  }
  return expect.map((item, i) => {
    if (typeof item === "function") {
      return { name: item.name || `expectation ${i + 1}`, check: item };
    }
    if (typeof item?.check === "function" && typeof item.name === "string") {
      return item;
    }
    return fail(
      `expect[${i}] must be an expectation such as equalHashes() (with its ` +
        "parentheses), or a function (run) => what is wrong or undefined",
    );
  });
}

function checkWith(check: () => void, what: string, fail: Fail): void {
  try {
    check();
  } catch (error) {
    fail(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
