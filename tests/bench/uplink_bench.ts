/**
 * A model of ten million parameters between two processes on a slow link: how much
 * of the time their workers spend in gradients with fixed choices of codec and
 * local steps, and with `auto`, and what of the data they get through. Network
 * namespaces, each behind `tc tbf`.
 *
 *     deno task bench uplink [--rate 50mbit] [--seconds 40] [--warm 20] [--unit 128] [--only auto]
 *
 * Needs iproute2 with `tc`, and root.
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path";
import { Lan } from "../swarm/namespaces.ts";
import { type Line, PeerProcess } from "../swarm/processes.ts";

const { rate, seconds, warm, unit, only } = parseArgs(Deno.args, {
  default: { rate: "50mbit", seconds: 40, warm: 20, unit: 128, only: "" },
}) as {
  rate: string;
  seconds: number;
  warm: number;
  unit: number;
  only: string;
};

const TASK = fromFileUrl(new URL("./uplink/large.ts", import.meta.url));

/** What is compared: arguments of `train`. */
const LADDER: [name: string, args: string[]][] = [
  ["float32", ["--codec", "float32"]],
  ["int8", ["--codec", "int8"]],
  ["top-k 1 %", ["--codec", "top-k:0.01"]],
  ["int8, 8 local steps", ["--codec", "int8", "--local-steps", "8"]],
  ["auto", ["--codec", "auto"]],
  ["auto, auto local steps", ["--codec", "auto", "--local-steps", "auto"]],
];

type Figures = Record<string, number> & { codec: string };

/** The newest figures of a peer, and when they were told. */
function newest({ lines }: PeerProcess): Figures {
  return lines.findLast(({ type }) =>
    type === "progress"
  ) as unknown as Figures;
}

async function shape(lan: Lan): Promise<void> {
  for (const machine of lan.machines) {
    const { success, stderr } = await new Deno.Command("tc", {
      args: [
        ...["-n", machine, "qdisc", "add", "dev", "eth0", "root"],
        ...["tbf", "rate", rate, "burst", "32kb", "latency", "50ms"],
      ],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const isChoice = ({ type }: Line) =>
  type === "codec" || type === "local-steps" || type === "quorum";

async function measure(name: string, args: string[]): Promise<void> {
  const lan = await Lan.of(2);
  await shape(lan);
  const swarm = `uplink-${crypto.randomUUID().slice(0, 8)}`;
  const peers = lan.machines.map((machine) =>
    new PeerProcess(
      [TASK, "--swarm", swarm, "--wait-for", "2", ...args],
      machine,
    )
  );
  try {
    await Promise.all(peers.map((peer) => peer.line("started")));
    await sleep(1000 * warm);
    const before = peers.map(newest);
    await sleep(1000 * seconds);
    const after = peers.map(newest);
    const since = (field: string) =>
      after.map((figures, i) => figures[field]! - before[i]![field]!);
    const times = since("seconds");
    const share = (field: string) =>
      since(field).map((ms, i) => `${(ms / times[i]! / 10).toFixed(0)} %`)
        .join(", ");
    const { codec, localSteps, k, loss } = after[0]!;
    const published = since("published");
    console.log([
      name.padEnd(24),
      share("computingMs").padStart(12),
      share("gradientMs").padStart(12),
      share("cpuMs").padStart(14),
      (published[0]! / times[0]! * 60).toFixed(1).padStart(8),
      ((after[0]!.progress! - before[0]!.progress!) / times[0]! * 60).toFixed(1)
        .padStart(8),
      (since("bytesSent")[0]! / times[0]! * 8e-6).toFixed(1).padStart(8),
      loss!.toFixed(3).padStart(8),
      `  K ${k}, ${codec} x ${localSteps}`,
    ].join(""));
    for (const line of peers[0]!.lines.filter(isChoice)) {
      console.log(
        `    ${line.time} ${line.type}: ${line.from} -> ${line.to}: ${line.reason}`,
      );
    }
  } finally {
    for (const peer of peers) peer.kill("SIGKILL");
    await Promise.all(peers.map((peer) => peer.ended));
    await lan.close();
  }
}

Deno.env.set("DROVER_UNIT", `${unit}`);
console.log(
  `Two processes, ${rate} each way, ${unit} examples a gradient, ${seconds} s after ${warm} s:`,
);
console.log([
  "".padEnd(24),
  "in gradients".padStart(12),
  "their CPU".padStart(12),
  "all CPU".padStart(14),
  "upd/min".padStart(8),
  "ep/min".padStart(8),
  "Mbit/s".padStart(8),
  "loss".padStart(8),
].join(""));
for (const [name, args] of LADDER) {
  if (only === "" || name === only || name.startsWith(`${only},`)) {
    await measure(name, args);
  }
}
