/** Breaks a copy of the code on purpose, and sees the fuzzer find it by name. */
import { assert, assertArrayIncludes, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

const { test } = Deno;

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Rooms that the fuzzer's modules come from. */
const ROOMS = [
  "compression",
  "optimizers",
  "ordering",
  "peer",
  "pull",
  "random",
  "replica",
  "simulation",
  "synchronicity",
];

/** A fault put into the code, and the invariants that may name it. */
interface Mutation {
  readonly name: string;
  readonly file: string;
  /** The text that is there, as often as it is there. */
  readonly from: string;
  readonly to: string;
  readonly invariants: readonly string[];
  /** Seeds in which it must be found. */
  readonly seeds: number;
  /** One of them that has found it of late, and saves the way there. */
  readonly lately?: number;
}

const MUTATIONS: readonly Mutation[] = [
  {
    name: "a known update is not known again",
    file: "src/replica/admission.ts",
    from: "if (known !== undefined && equalBytes(known, update.hash)) {",
    to: "if (seq < 0) {",
    invariants: ["wait", "liveness", "agreement", "elastic"],
    seeds: 40,
  },
  {
    name: "a known update is added again",
    file: "src/replica/replica.ts",
    from: "const received = this.log.receive(update);",
    to: `const received = this.log.receive(update);
    if (received.kind === "known") {
      addUpdate(update, this.values, this.rules.layout, 1);
    }`,
    invariants: ["sum"],
    seeds: 40,
  },
  {
    name: "a receiver rounds what it adds",
    file: "src/compression/float32_codec.ts",
    from: "values[i]! + sign * sent[i]!;",
    to: "Math.fround(values[i]! + sign * sent[i]!);",
    invariants: ["sum"],
    seeds: 40,
  },
  {
    name: "a joiner's own updates are lost under the snapshot it takes",
    file: "src/replica/adoption.ts",
    from: "const segments = feed.after(count);",
    to: "const segments = feed.after(count)?.slice(1);",
    invariants: ["sum", "clock"],
    seeds: 400,
    lately: 12,
  },
  {
    name: "what gossip lost is never asked for",
    file: "src/peer/recovery.ts",
    from: "this.catchUp.deadline(urgent, patience),",
    to: "Infinity,",
    invariants: ["wait", "liveness"],
    seeds: 40,
  },
  {
    name: "a weight is too small",
    file: "src/peer/weights.ts",
    from: "return 1 / updatesPerStep(",
    to: "return 1 / 1.1 / updatesPerStep(",
    invariants: ["weight"],
    seeds: 40,
  },
  {
    name: "a quorum is complete with one too few",
    file: "src/synchronicity/quorum.ts",
    from: "entry.batches) >= k;",
    to: "entry.batches) >= k - 1;",
    invariants: ["weight"],
    seeds: 200,
    lately: 21,
  },
  {
    name: "a cancelled unit is not put back",
    file: "src/peer/turns.ts",
    from: "this.#parts.epochs.putBack(job.unit);",
    to: "",
    invariants: ["order"],
    seeds: 40,
  },
  {
    name: "nobody takes over what a lost peer has left",
    file: "src/peer/own_epochs.ts",
    from: "if (units.length > 0) this.#order.extend(units);",
    to: "",
    invariants: ["order"],
    seeds: 300,
    lately: 221,
  },
  {
    name: "a peer claims to have folded what comes next",
    file: "src/peer/herald.ts",
    from: "const count = this.#parts.config.replica.clock.count(feed);",
    to: "const count = this.#parts.config.replica.clock.count(feed) + 1;",
    invariants: ["claim"],
    seeds: 40,
  },
  {
    name: "the end does not wait for equal clocks",
    file: "src/peer/ending.ts",
    from: "member.done && clock.hasDigest(member.digest)",
    to: "member.done",
    invariants: ["agreement"],
    seeds: 200,
  },
  {
    name: "the silent are never suspected",
    file: "src/synchronicity/silence.ts",
    from: "? Math.max(this.#heard + this.patience,",
    to: "? Math.max(Infinity,",
    invariants: ["wait", "liveness"],
    seeds: 100,
  },
];

test("the fuzzer finds nothing in the code as it is, and names what is wrong in broken copies", async (t) => {
  const temporary = await Deno.makeTempDir({ prefix: "drover-mutations-" });
  try {
    await copyCode(temporary);
    await t.step("the unbroken copy passes", async () => {
      // That many seeds pass is for fuzz_test.ts: here the copy is in question.
      const { code, lines } = await fuzz(temporary, 5);
      assertEquals(code, 0, lines.join("\n"));
      assertEquals(JSON.parse(lines.at(-1)!).failures, 0);
    });
    for (const mutation of MUTATIONS) {
      await t.step(mutation.name, async () => {
        await withMutation(temporary, mutation, async () => {
          const { seeds, lately } = mutation;
          let { code, lines } = lately === undefined
            ? await fuzz(temporary, seeds)
            : await fuzz(temporary, 1, lately);
          if (code === 0 && lately !== undefined) {
            ({ code, lines } = await fuzz(temporary, seeds));
          }
          assertEquals(code, 1, lines.join("\n"));
          // Swarms that cannot merge are named, too, but are no failure.
          const found = lines.find((line) => line.includes('"violation"'));
          const { violation, replay } = JSON.parse(found!);
          assertArrayIncludes(mutation.invariants, [violation.invariant]);
          assert(/^deno task fuzz --seed \d+ --seeds 1$/.test(replay), replay);
        });
      });
    }
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
});

async function copyCode(to: string): Promise<void> {
  for (const file of ["deno.json", "deno.lock"]) {
    await Deno.copyFile(join(ROOT, file), join(to, file));
  }
  for (const room of ROOMS) await copyFolder(`src/${room}`, to);
}

async function copyFolder(folder: string, to: string): Promise<void> {
  await Deno.mkdir(join(to, folder), { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) await copyFolder(path, to);
    else await Deno.copyFile(join(ROOT, path), join(to, path));
  }
}

async function withMutation(
  root: string,
  { file, from, to }: Mutation,
  run: () => Promise<void>,
): Promise<void> {
  const path = join(root, file);
  const text = await Deno.readTextFile(path);
  assert(text.includes(from), `${file} no longer has: ${from}`);
  await Deno.writeTextFile(path, text.replaceAll(from, to));
  try {
    await run();
  } finally {
    await Deno.writeTextFile(path, text);
  }
}

/** Runs the command in a copy, without permissions; its exit code and lines. */
async function fuzz(
  root: string,
  seeds: number,
  first = 1,
): Promise<{ code: number; lines: string[] }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      "src/simulation/fuzz/fuzz_command.ts",
      ...["--seed", `${first}`, "--seeds", `${seeds}`],
      ...["--tries", "0", "--fail-fast", "--json"],
    ],
    cwd: root,
  }).output();
  const decoder = new TextDecoder();
  const lines = decoder.decode(stdout).trim().split("\n");
  if (code > 1) lines.push(decoder.decode(stderr));
  return { code, lines };
}
