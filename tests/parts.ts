/**
 * How the tests are sorted: what disturbs each other does not run at once.
 *
 * @module
 */

/** Tests that run together. */
export interface Part {
  /** What they have in common. */
  readonly about: string;
  /** Whether several files run at a time. */
  readonly isParallel: boolean;
  /** Files and folders. */
  readonly paths: readonly string[];
}

/** Names of the parts. */
export type PartName = "timed" | "waiting" | "real" | "pure";

const timed: Part = {
  about: "tests that measure times, one after another",
  isParallel: false,
  paths: [
    "tests/dashboard/browser",
    "tests/link",
    "tests/training/training_worker_test.ts",
  ],
};

const waiting: Part = {
  about: "tests of processes that mostly wait, several at a time",
  isParallel: true,
  paths: [
    "tests/machines",
    "tests/swarm/bad_links_test.ts",
    "tests/swarm/double_test.ts",
    "tests/swarm/lan_test.ts",
    "tests/swarm/leaving_test.ts",
    "tests/swarm/sleep_test.ts",
  ],
};

const real: Part = {
  about: "tests of processes, networks and devices, one after another",
  isParallel: false,
  paths: [
    "tests/cli/process_test.ts",
    "tests/network",
    "tests/simulation/real_test.ts",
    "tests/swarm/backends_test.ts",
    "tests/swarm/restart_test.ts",
    "tests/swarm/sequential_test.ts",
    "tests/swarm/swarm_test.ts",
    "tests/training/webgpu_test.ts",
  ],
};

const pure: Part = {
  about: "all others, whose outcome time does not touch, several at a time",
  isParallel: true,
  paths: ["tests"],
};

/** All tests; `pure` is whatever is in no other part. */
export const PARTS: Readonly<Record<PartName, Part>> = {
  timed,
  waiting,
  real,
  pure,
};

/** How tests are run, a part of them or one. */
export const FLAGS: readonly string[] = [
  ...["test", "-P=test", "--no-check"],
  ...["--sanitize-ops", "--sanitize-resources"],
];

/**
 * What follows `deno` to run a part.
 *
 * @throws {Deno.errors.NotFound} If a file of it is not there any more
 */
export function argumentsOf(name: PartName): string[] {
  const { isParallel, paths } = PARTS[name];
  for (const path of paths) Deno.statSync(path);
  const others = [timed, waiting, real].flatMap(({ paths }) => paths);
  return [
    ...FLAGS,
    ...(isParallel ? ["--parallel"] : []),
    ...(name === "pure" ? [`--ignore=${others.join(",")}`] : []),
    ...paths,
  ];
}
