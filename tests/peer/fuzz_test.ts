import { drawScenario, findFaults, play } from "./scenario.ts";

const { test } = Deno;

/** Scenarios of one run; with DROVER_SEED, the one of that seed. */
const SCENARIOS = 60;

test("a swarm ends with one model whatever befalls it", () => {
  const given = Deno.env.get("DROVER_SEED");
  const first = given === undefined ? 1 : Number(given);
  const last = given === undefined ? SCENARIOS : first;
  for (let seed = first; seed <= last; seed++) {
    const scenario = drawScenario(seed);
    const faults = faultsOf(scenario);
    if (faults.length === 0) continue;
    const { options, mishaps } = scenario;
    throw new Error(
      [
        `Scenario ${seed} goes wrong:`,
        ...faults,
        JSON.stringify(options),
        ...mishaps.map((mishap) => JSON.stringify(mishap)),
        `Replay it: DROVER_SEED=${seed} deno test -P=test tests/peer/fuzz_test.ts`,
      ].join("\n  "),
    );
  }
});

function faultsOf(scenario: ReturnType<typeof drawScenario>): string[] {
  try {
    return findFaults(play(scenario, 200_000));
  } catch (error) {
    return [error instanceof Error ? error.stack ?? error.message : `${error}`];
  }
}
