import { assertEquals, assertMatch } from "@std/assert";
import { childArgs } from "../../src/cli/demo/child_args.ts";
import {
  demoSummary,
  describeHashes,
} from "../../src/cli/demo/demo_summary.ts";
import { createDemoReport } from "../../src/cli/demo/demo_report.ts";
import { describeFailure } from "../../src/cli/demo/herd.ts";
import { readLine, type TrainLine } from "../../src/cli/demo/line.ts";
import { finalTable, liveTable } from "../../src/cli/demo/swarm_table.ts";
import { newPeer, withExit, withLine } from "../../src/cli/demo/swarm_view.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import type { Output } from "../../src/cli/terminal/mod.ts";
import { FIGURES, SUMMARY } from "./figures.ts";

const PROGRESS: TrainLine = { type: "progress", time: 1, ...FIGURES };
const END: TrainLine = { type: "summary", time: 2, ...SUMMARY };

Deno.test("childArgs() are a command line that train understands, without addresses of others", () => {
  const { written } = parseCommandLine("demo", [
    "--k=2",
    "--codec=int8",
    "--slow=10",
    "--lag=5",
    "--save=m",
    "--tensorboard=runs",
  ]);
  const plan = {
    task: "t.ts",
    swarm: "demo-1",
    peers: 3,
    written,
  };
  const linesOf = [0, 1, 2].map((index) => {
    const [command, ...args] = childArgs(plan, index);
    assertEquals(command, "train");
    return parseCommandLine("train", args);
  });
  const common = {
    swarm: "demo-1",
    "wait-for": 3,
    interface: ["127.0.0.1"],
    listen: ["127.0.0.1:0"],
    k: 2,
    codec: { kind: "int8" as const },
    lag: 5,
    json: true,
  };
  assertEquals(linesOf.map(({ options }) => options), [
    { ...common, name: "peer-1", save: "m", tensorboard: "runs/peer-1" },
    { ...common, name: "peer-2", tensorboard: "runs/peer-2" },
    { ...common, name: "peer-3", slow: 10, tensorboard: "runs/peer-3" },
  ]);
});

Deno.test("readLine() takes JSON objects with a type and nothing else", () => {
  assertEquals(readLine('{"type":"notice","time":1,"text":"x"}'), {
    type: "notice",
    time: 1,
    text: "x",
  });
  for (const text of ["", "hello", "{", "{}", "3", '{"type":3}', "null"]) {
    assertEquals(readLine(text), undefined);
  }
});

Deno.test("liveTable() has a line for each peer and one for the swarm", () => {
  const waiting: TrainLine = {
    ...PROGRESS,
    phase: "waiting",
    waitingFor: "1 more",
    published: 0,
    seconds: 0,
    loss: NaN,
    bytesSent: 0,
    validation: undefined,
  };
  assertEquals(
    liveTable([
      withLine(newPeer("peer-1"), PROGRESS),
      withLine(newPeer("peer-2"), waiting),
      newPeer("peer-3"),
      withExit(withLine(newPeer("peer-4"), END), 0),
    ]),
    [
      "peer    phase                      loss  K  updates  updates/s    sent",
      "peer-1  epoch 4/10               0.2135  4       85        8.5  1.5 MB",
      "peer-2  waiting for 1 more peer       -  -        0          -     0 B",
      "peer-3  starting",
      "peer-4  ended                    0.2135  4      250        8.3  1.5 MB",
      "swarm   accuracy 93.1 %                         335         11    3 MB",
    ],
  );
});

Deno.test("finalTable() shows what each peer did, and has", () => {
  assertEquals(
    finalTable([withLine(newPeer("peer-1"), END), withExit(newPeer("ox"), 1)]),
    [
      "peer    updates  gradients    CPU    sent  accuracy  parameters",
      "peer-1      250      3.0 s  8.0 s  1.5 MB    95.1 %  fedcba987654",
      "ox       failed",
    ],
  );
});

Deno.test("demoSummary() adds up the processes, this one's CPU time included", () => {
  const other = { ...SUMMARY, gradientMs: 1000, cpuMs: 7000, seconds: 31 };
  assertEquals(demoSummary([SUMMARY, other], 40, 1000), {
    accuracy: 0.951,
    loss: 0.18,
    metrics: { accuracy: 0.951 },
    peers: 2,
    hashes: [SUMMARY.parametersHash, SUMMARY.parametersHash],
    equal: true,
    seconds: 40,
    trainingSeconds: 31,
    updates: 1000,
    bytesSent: 3_000_000,
    utilisation: 0.25,
    cpuSeconds: 16,
  });
  assertEquals(
    demoSummary([SUMMARY, { ...other, hash: "ff" }], 40, 0).equal,
    false,
  );
});

Deno.test("describeHashes() says in words whether the replicas are equal", () => {
  assertEquals(
    describeHashes(["aa", "aa", "aa", "aa"]),
    "4 replicas, equal to the last bit: aa",
  );
  assertEquals(
    describeHashes(["aa", "bb", "aa"]),
    "3 replicas, 2 different: aa, bb",
  );
  assertEquals(describeHashes(["aa"]), "1 replica: aa");
});

Deno.test("describeFailure() finds the best reason there is", () => {
  const ending = { code: 1, signal: null, stderr: ["oh", "dear"] };
  const peer = newPeer("ox");
  const head = "ox ended with exit code 1, so the others were stopped: ";
  assertEquals(
    describeFailure(
      withLine(peer, { type: "error", time: 1, message: "No data" }),
      ending,
    ),
    `${head}No data`,
  );
  assertEquals(
    describeFailure(withLine(peer, { ...END, reason: "diverged: x" }), ending),
    `${head}diverged: x`,
  );
  assertEquals(
    describeFailure(peer, ending),
    `${head}its last words were:\n  oh\n  dear`,
  );
  assertEquals(
    describeFailure(peer, { code: 137, signal: "SIGKILL", stderr: [] }),
    "ox was ended by SIGKILL, so the others were stopped: it said nothing about why",
  );
});

Deno.test("the plain report of a demo says at once what it starts, and every five seconds who is here", () => {
  const lines: string[] = [];
  const output: Output = {
    isTerminal: false,
    isBehind: false,
    broken: new AbortController().signal,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text) => void lines.push(text),
  };
  const report = createDemoReport(output, false);
  const [one, two] = [newPeer("peer-1"), newPeer("peer-2")];
  const waiting: TrainLine = { ...PROGRESS, ...FIGURES, phase: "waiting" };
  const here = withLine(one, waiting);
  report.start(2);
  report.progress([one, two], 1);
  report.progress([here, two], 6);
  report.progress([here, two], 7);
  report.progress([here, withLine(two, PROGRESS)], 12);
  assertEquals(lines.slice(0, 2), [
    "Starting 2 processes\n",
    "1 of 2 processes run, and wait for all\n",
  ]);
  assertMatch(lines[2]!, /^epoch \d/);
  assertEquals(lines.length, 3);
});
