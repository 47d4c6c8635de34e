/**
 * A late joiner, as processes on loopback: one peer that goes on with a model of ten
 * million weights and a history of 5,000 updates, and one that comes new. How long
 * until it trains, how many bytes that takes, and how much memory.
 *
 *     deno task bench join [updates]
 */
import { makeHistory } from "./join/make_history.ts";
import { Process } from "./join/process.ts";

const [updates = "5000"] = Deno.args;

const MB = 1e6;
const state = await Deno.makeTempDir({ prefix: "drover-join-" });
const processes: Process[] = [];
try {
  const began = performance.now();
  const parameters = await makeHistory(state, Number(updates));
  console.log(
    `${parameters} parameters, ${updates} updates of 4 feeds (made in ${
      seconds(performance.now() - began)
    })`,
  );
  const swarm = `join-${crypto.randomUUID().slice(0, 8)}`;
  const server = new Process(swarm, state);
  processes.push(server);
  await server.line("published");
  const alone = server.lines.at(-1)!;
  const joiner = new Process(swarm);
  processes.push(joiner);
  const joined = await joiner.line("joined");
  const published = await joiner.line("published");
  const connected = await joiner.line("peer-connected");
  const fetching = joiner.lines.filter(({ type }) => type === "fetching");
  const after = await server.line("member-joined");
  const bytes = joined.bytesReceived as number;
  const since = ({ at }: { at: number }, from = joiner.startedAt) =>
    seconds(at - from);
  console.log(`Seconds from the joiner's start as a process:
  connected                ${since(connected)}
  first part of the model  ${since(fetching[0]!)}
  all of the model         ${since(fetching.at(-1)!)}
  trains                   ${since(joined)}
  its first update         ${since(published)}
Seconds from the connection until it trains: ${since(joined, connected.at)}
Bytes received until it trains: ${mb(bytes)}, ${
    (bytes / (4 * parameters)).toFixed(4)
  } of the model as float32 (${mb(4 * parameters)})
Most memory: server ${mb(alone.peak)} before, ${mb(after.peak)} after; joiner ${
    mb(joined.peak)
  }
Progress as it began: ${
    (joined.progress as number).toFixed(1)
  } epochs of 16 units; the transfer was told ${fetching.length} times`);
} finally {
  await Promise.all(processes.map((process) => process.end()));
  await Deno.remove(state, { recursive: true });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function mb(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
