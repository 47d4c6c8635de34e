/**
 * Runs the tests: `deno task test` all of them, `deno task test PART...` some
 * (timed, waiting, real, pure). Ends with a line of its own: N passed, N failed.
 *
 * Tests of processes mostly wait, and the pure ones mostly compute. So both run at
 * once: the first with the processor whenever they want it, the others with what is
 * left of it, shown after them.
 *
 * @module
 */
import { type Outcome, outcomeOf } from "./outcome.ts";
import { argumentsOf, FLAGS, type PartName, PARTS } from "./parts.ts";

/**
 * Runs some tests.
 *
 * @param args what follows `deno`
 * @param show is handed what it prints, as it comes
 * @param isPolite leaves the processor to everybody else
 */
async function runTests(
  args: readonly string[],
  show: (bytes: Uint8Array) => void,
  isPolite = false,
): Promise<Outcome> {
  const deno = [Deno.execPath(), ...args];
  const line = isPolite && Deno.build.os !== "windows"
    ? ["nice", "-n", "19", ...deno]
    : deno;
  const { stdout, stderr, status } = new Deno.Command(line[0]!, {
    args: line.slice(1),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of stream) {
      show(bytes);
      text += decoder.decode(bytes, { stream: true });
    }
    return text;
  };
  const [said] = await Promise.all([read(stdout), read(stderr)]);
  const { success } = await status;
  return outcomeOf(said, success);
}

/** More files that fail are no accident. */
const MOST_AGAIN = 3;

const began = performance.now();

function title(name: PartName, place: number, of: number): void {
  const seconds = Math.round((performance.now() - began) / 1000);
  const { about } = PARTS[name];
  console.log(`\n== Part ${place} of ${of}, ${name}: ${about} (${seconds} s)`);
}

const live = (bytes: Uint8Array) => void Deno.stdout.writeSync(bytes);

async function runAll(): Promise<Outcome[]> {
  // It would mix with what is shown of the others.
  const kept: Uint8Array[] = [];
  const pure = runTests(argumentsOf("pure"), (bytes) => kept.push(bytes), true);
  const outcomes: Outcome[] = [];
  const others: PartName[] = ["timed", "waiting", "real"];
  for (const [i, name] of others.entries()) {
    title(name, i + 1, 4);
    outcomes.push(await runTests(argumentsOf(name), live));
  }
  title("pure", 4, 4);
  console.log("They have been running beside the others");
  const last = await pure;
  kept.forEach(live);
  return [...outcomes, last];
}

async function runSome(names: PartName[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [i, name] of names.entries()) {
    title(name, i + 1, names.length);
    outcomes.push(await runTests(argumentsOf(name), live));
  }
  return outcomes;
}

const names = Deno.args as PartName[];
const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  console.error(
    `There is no part "${unknown}" of the tests: ${
      Object.keys(PARTS).join(", ")
    }`,
  );
  Deno.exit(2);
}

/**
 * Runs files in which something failed once more, each alone: on a busy machine a
 * test of processes may fail without a fault, and what is wrong fails twice.
 */
async function passAgain(files: readonly string[]): Promise<boolean> {
  if (files.length > MOST_AGAIN) return false;
  let failed = 0;
  for (const file of files) {
    console.log(`\n== Once more, alone: ${file}`);
    failed += (await runTests([...FLAGS, file], live)).failed;
  }
  return failed === 0;
}

const outcomes = names.length === 0 ? await runAll() : await runSome(names);
const sum = (what: "passed" | "failed" | "ignored") =>
  outcomes.reduce((total, outcome) => total + outcome[what], 0);
const failures = outcomes.filter(({ failed }) => failed > 0);
let passed = sum("passed");
let failed = sum("failed");
if (failed > 0) {
  const files = failures.flatMap(({ failedFiles }) => failedFiles);
  const areKnown = failures.every(({ failedFiles }) => failedFiles.length > 0);
  const isUnsteady = areKnown && await passAgain(files);
  // Last, where whoever looks at the end of a long log sees it.
  console.log("\n== What failed");
  for (const { errors } of failures) {
    console.log(errors || "The tests printed nothing");
  }
  if (isUnsteady) {
    console.log(
      `\nUnsteady: ${files.join(", ")} passed when run once more`,
    );
    passed += failed;
    failed = 0;
  }
}
console.log(`\n${passed} passed, ${failed} failed, ${sum("ignored")} skipped`);
Deno.exit(failed === 0 ? 0 : 1);
