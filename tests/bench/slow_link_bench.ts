/**
 * What a peer on a slow link costs the others: three peers that publish far more
 * than the link of a fourth carries, in network namespaces, the fourth behind `tc
 * tbf`; then the same three without it. Prints the memory of the fast ones, what
 * waits for the slow one, what it received over what of that is in its model, how
 * far behind it is, and how long it takes to be level once its link is good again.
 *
 *     deno task bench slow_link [--seconds 60] [--rate 1mbit] [--pace 100]
 *
 * Needs iproute2 with `tc`, and root.
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path";
import { Lan } from "../swarm/namespaces.ts";
import { PeerProcess } from "../swarm/processes.ts";

const { seconds, rate, pace } = parseArgs(Deno.args, {
  default: { seconds: 60, rate: "1mbit", pace: 100 },
}) as { seconds: number; rate: string; pace: number };

const TASK = fromFileUrl(new URL("./slow_link/rings.ts", import.meta.url));
const MB = 1e6;

type Figures = Record<string, number>;

/** Starts a peer on each machine; the others are there when it says it trains. */
function swarm(machines: readonly string[], count: number): PeerProcess[] {
  const name = `slow-${crypto.randomUUID().slice(0, 8)}`;
  return machines.map((machine) =>
    new PeerProcess([
      ...[TASK, "--swarm", name, "--wait-for", `${count}`],
      ...["--pace", `${pace}`, "--k", "1"],
    ], machine)
  );
}

async function end(peers: PeerProcess[]): Promise<void> {
  for (const peer of peers) peer.kill("SIGKILL");
  await Promise.all(peers.map((peer) => peer.ended));
}

/** Units in an epoch, one to an update. */
const UNITS = 60;

/**
 * The newest figures of a peer. `updates` are all that are in its model: the
 * figure itself leaves out what a snapshot brought.
 */
function figures({ lines }: PeerProcess): Figures {
  const newest = lines.findLast(({ type }) => type === "progress");
  const figures = newest as unknown as Figures;
  return { ...figures, updates: Math.round(UNITS * figures.progress!) };
}

/** Resident memory of a process, bytes. */
async function memoryOf({ pid }: PeerProcess): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)![1]);
}

async function meanMemory(peers: PeerProcess[]): Promise<number> {
  const all = await Promise.all(peers.map(memoryOf));
  return all.reduce((sum, each) => sum + each, 0) / all.length;
}

async function shape(lan: Lan, machine: number): Promise<void> {
  const tbf = ["tbf", "rate", rate, "burst", "16kb", "latency", "400ms"];
  for (
    const [host, device] of [
      [lan.hosts[0]!, `port${machine}`],
      [lan.hosts[machine]!, "eth0"],
    ]
  ) {
    await run(
      "tc",
      "-n",
      host!,
      "qdisc",
      "add",
      "dev",
      device!,
      "root",
      ...tbf,
    );
  }
}

async function unshape(lan: Lan, machine: number): Promise<void> {
  await run(
    ...["tc", "-n", lan.hosts[0]!, "qdisc", "del"],
    ...["dev", `port${machine}`, "root"],
  );
  await run(
    ...["tc", "-n", lan.hosts[machine]!, "qdisc", "del", "dev", "eth0", "root"],
  );
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function show(what: string, value: string): void {
  console.log(`  ${what.padEnd(52)}${value.padStart(14)}`);
}

/** Memory of three peers before and after so many seconds, and updates a second. */
async function watch(fast: PeerProcess[]) {
  await Promise.all(fast.map((peer) => peer.line("started")));
  await sleep(5000);
  const before = await meanMemory(fast);
  const from = mean(fast.map((peer) => figures(peer).updates!));
  await sleep(1000 * seconds);
  const after = await meanMemory(fast);
  const to = mean(fast.map((peer) => figures(peer).updates!));
  return { before, after, rate: (to - from) / seconds };
}

async function withSlow(): Promise<void> {
  const lan = await Lan.of(4);
  const peers = swarm(lan.machines, 4);
  try {
    const [slow, ...fast] = peers;
    await Promise.all(peers.map((peer) => peer.line("started")));
    await shape(lan, 1);
    const { before, after, rate: speed } = await watch(fast);
    const own = figures(slow!), others = fast.map(figures);
    const most = Math.max(...others.map((each) => each.updates!));
    // Between fast peers nearly every byte is useful: what an update takes.
    const perUpdate = mean(
      others.map((each) =>
        each.bytesReceived! / (each.updates! - each.published!)
      ),
    );
    const useful = perUpdate * (own.updates! - own.published!);
    console.log(`With a fourth behind ${rate}, ${seconds} s:`);
    show("updates a second, everyone's", speed.toFixed(1));
    show("memory of a fast peer, MB", `${mb(before)} -> ${mb(after)}`);
    show(
      "most that waited for one peer, MB",
      mb(max(others, "mostWaitingBytes")),
    );
    show("of that now, MB", mb(max(others, "waitingBytes")));
    show("messages dropped before it", `${others.map((o) => o.dropped)}`);
    show("updates that it is behind", `${most - own.updates!} of ${most}`);
    show("catch-ups it asked for", `${count(slow!, "catch-up")}`);
    show(
      "bytes it received over those of its updates",
      (own.bytesReceived! / useful).toFixed(2),
    );
    show("its own memory, MB", mb(await memoryOf(slow!)));
    await unshape(lan, 1);
    const healed = Date.now();
    const behind = () =>
      Math.max(...fast.map((peer) => figures(peer).updates!)) -
      figures(slow!).updates!;
    while (behind() > 64 && Date.now() - healed < 60_000) await sleep(100);
    show("behind after its link is good", `${behind()}`);
    show("seconds until then", ((Date.now() - healed) / 1000).toFixed(1));
    const dropped = () => max(fast.map(figures), "dropped");
    await sleep(5000);
    const settled = dropped();
    await sleep(10_000);
    show("dropped in ten seconds soon after", `${dropped() - settled}`);
  } finally {
    await end(peers);
    await lan.close();
  }
}

async function without(): Promise<void> {
  const lan = await Lan.of(3);
  const peers = swarm(lan.machines, 3);
  try {
    const { before, after, rate: speed } = await watch(peers);
    console.log(`Without it, ${seconds} s:`);
    show("updates a second, everyone's", speed.toFixed(1));
    show("memory of a peer, MB", `${mb(before)} -> ${mb(after)}`);
    show(
      "most that waited for one peer, MB",
      mb(max(peers.map(figures), "mostWaitingBytes")),
    );
  } finally {
    await end(peers);
    await lan.close();
  }
}

function mb(bytes: number): string {
  return (bytes / MB).toFixed(1);
}

function max(all: Figures[], field: string): number {
  return Math.max(...all.map((each) => each[field]!));
}

function count({ lines }: PeerProcess, type: string): number {
  return lines.filter((line) => line.type === type).length;
}

await withSlow();
await without();
