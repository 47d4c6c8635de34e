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
import { stripAnsiCode } from "@std/fmt/colors";
import { argumentsOf, type PartName, PARTS } from "./parts.ts";

/** What came of a part. */
interface Outcome {
  passed: number;
  failed: number;
  ignored: number;
}

/**
 * Runs a part.
 *
 * @param show is handed what it prints, as it comes
 * @param isPolite leaves the processor to everybody else
 */
async function runPart(
  name: PartName,
  show: (bytes: Uint8Array) => void,
  isPolite = false,
): Promise<Outcome> {
  const deno = [Deno.execPath(), ...argumentsOf(name)];
  const line = isPolite && Deno.build.os !== "windows"
    ? ["nice", "-n", "19", ...deno]
    : deno;
  const [command, ...args] = line;
  const { stdout, stderr, status } = new Deno.Command(command!, {
    args,
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
  return outcomeOf(name, said, success);
}

/** Reads the last line: `ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)`. */
function outcomeOf(name: string, text: string, success: boolean): Outcome {
  const plain: string = stripAnsiCode(text);
  const last = plain.split("\n")
    .findLast((line) => /^(ok|FAILED) \| \d+ passed/.test(line));
  const count = (what: string) =>
    Number(last?.match(new RegExp(`\\| (\\d+) ${what}`))?.[1] ?? 0);
  const outcome = {
    passed: count("passed"),
    failed: count("failed"),
    ignored: count("ignored"),
  };
  if (!success && outcome.failed === 0) {
    console.error(`The ${name} tests did not run to their end`);
    outcome.failed = 1;
  }
  return outcome;
}

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
  const pure = runPart("pure", (bytes) => kept.push(bytes), true);
  const outcomes: Outcome[] = [];
  const others: PartName[] = ["timed", "waiting", "real"];
  for (const [i, name] of others.entries()) {
    title(name, i + 1, 4);
    outcomes.push(await runPart(name, live));
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
    outcomes.push(await runPart(name, live));
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
const outcomes = names.length === 0 ? await runAll() : await runSome(names);
const sum = (what: keyof Outcome) =>
  outcomes.reduce((total, outcome) => total + outcome[what], 0);
const failed = sum("failed");
console.log(
  `\n${sum("passed")} passed, ${failed} failed, ${sum("ignored")} skipped`,
);
Deno.exit(failed === 0 ? 0 : 1);
