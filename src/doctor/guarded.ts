import type { Check, Finding } from "./finding.ts";

/** No check may take longer, ms: a task has to be loaded in it, with its data. */
const WITHIN = 120_000;

/** Names of checks, as a person knows them. */
const NAMES: Partial<Record<Check, string>> = {
  bootstrap: "addresses of --bootstrap",
  swarm: "the swarm",
  clock: "clocks",
  ports: "TCP ports",
};

/**
 * Runs a check. That it fails, or takes too long, is a finding too: not to know is
 * not the same as to have found nothing.
 */
export async function guarded(
  check: Check,
  run: () => Promise<Finding[]>,
): Promise<Finding[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    timer = setTimeout(
      () => resolve([unknown(check, `no end after ${WITHIN / 1000} s`)]),
      WITHIN,
    );
  });
  try {
    return await Promise.race([run(), late]);
  } catch (error) {
    return [unknown(
      check,
      error instanceof Error ? error.message : String(error),
    )];
  } finally {
    clearTimeout(timer);
  }
}

function unknown(check: Check, seen: string): Finding {
  return {
    check,
    level: "warning",
    title: `${NAMES[check] ?? check}: this could not be examined`,
    seen,
  };
}
