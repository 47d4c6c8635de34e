/**
 * Holds the model of the overlay against the real thing: 16 peers on loopback,
 * first all connected to each other, then each to about five others, so that they
 * have to relay. The model gets the same graph and, as the latency of each link, what
 * copies took over it from a publisher to its neighbour in the even rounds (in a
 * round everybody publishes once); it is compared with the odd rounds. Then
 * what the model itself costs.
 *
 *     deno task bench overlay [seconds for each measurement]
 *
 * All real peers share one thread, so what they do for one message they do one
 * after the other, which peers with machines of their own would not. Therefore it is
 * measured, too, over links that take 30 to 60 ms each way: there this
 * hardly counts, and what is left to see is the way that messages go.
 *
 * @module
 */
import { Random } from "../../src/random/mod.ts";
import { trace } from "../../src/simulation/delays/mod.ts";
import type { Delay } from "../../src/simulation/delay.ts";
import { Overlay } from "../../src/simulation/overlay.ts";
import { compare, type Figures } from "./overlay/figures.ts";
import {
  completeGraph,
  type Link,
  sparseGraph,
  wire,
} from "./overlay/graphs.ts";
import { figuresOf, measure, type Sent } from "./overlay/real_swarm.ts";

const PEERS = 16;

/** Messages that the model carries for each real one, so that its own chance does not show. */
const REPEATS = 20;

/**
 * The same messages through the model.
 *
 * @param fitted what the latencies are taken from
 * @param areAlike whether those of all links have one distribution
 */
function model(
  links: Link[],
  { fitted, areAlike }: { fitted: Sent[]; areAlike: boolean },
  messages: Sent[],
  bytes: number,
): Figures {
  const directed = links.flatMap(([a, b]): [number, number][] => [[a, b], [
    b,
    a,
  ]]);
  const taken = ([from, to]: [number, number]) =>
    fitted.filter((sent) => sent.from === from)
      .map(({ arrivals }) => arrivals[to]!).filter((ms) => !Number.isNaN(ms));
  const each = new Map<number, Delay>();
  if (areAlike) {
    const all = trace(directed.flatMap(taken));
    for (const [from, to] of directed) each.set(PEERS * from + to, all);
  } else {
    for (const link of directed) {
      each.set(PEERS * link[0] + link[1], trace(taken(link)));
    }
  }
  const latency = (from: number, to: number) => each.get(PEERS * from + to)!;
  const overlay = new Overlay({ latency }, new Random("model"), links);
  for (let peer = 0; peer < PEERS; peer++) overlay.join(peer);
  const latencies: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    for (const { from } of messages) {
      latencies.push(...overlay.broadcast(from, bytes, 0).times);
    }
  }
  const { traffic } = overlay;
  const due = REPEATS * messages.length * (PEERS - 1);
  return {
    delivered: traffic.deliveries / due,
    latencies: latencies.sort((a, b) => a - b),
    duplicates: traffic.duplicates / traffic.deliveries,
    wire: traffic.bytes / traffic.deliveries / bytes,
  };
}

async function run(
  title: string,
  links: Link[],
  bytes: number,
  delays?: number[],
): Promise<void> {
  await using swarm = await wire(PEERS, links, delays);
  const measured = await measure(swarm.peers, { bytes, seconds: SECONDS });
  const inRound = (parity: number) =>
    measured.messages.filter((_, i) => Math.floor(i / PEERS) % 2 === parity);
  const [fitted, others] = [inRound(0), inRound(1)];
  compare(
    `${title}, ${
      bytes / 1000
    } kB, ${others.length} messages of ${measured.messages.length}`,
    figuresOf(measured, others),
    model(links, { fitted, areAlike: delays === undefined }, others, bytes),
  );
}

/** What a broadcast costs for each peer that it reaches, at best of several times. */
function cost(peers: number): void {
  const overlay = new Overlay({}, new Random("cost"));
  overlay.expect(peers);
  for (let peer = 0; peer < peers; peer++) overlay.join(peer);
  const rounds = Math.ceil(1e5 / peers), random = new Random("unit");
  let least = Infinity, unit = Infinity;
  for (let i = 0; i < 20; i++) {
    let begun = performance.now();
    for (let n = 0; n < rounds; n++) overlay.broadcast(n % peers, 1000, n);
    least = Math.min(
      least,
      (performance.now() - begun) / rounds / (peers - 1),
    );
    begun = performance.now();
    for (let n = 0; n < 1e5; n++) random.uint32();
    unit = Math.min(unit, (performance.now() - begun) / 1e5);
  }
  const { duplicates, deliveries } = overlay.traffic;
  console.log(
    `P = ${peers}: ${(1e6 * least).toFixed(0)} ns for each peer reached (${
      (least / unit).toFixed(0)
    } random numbers), ${
      (duplicates / deliveries).toFixed(1)
    } duplicates per delivery`,
  );
}

const SECONDS = Number(Deno.args[0] ?? 15);

if (import.meta.main) {
  for (const peers of [16, 65, 100, 300, 1000]) cost(peers);
  const complete = completeGraph(PEERS), sparse = sparseGraph(PEERS);
  const random = new Random("delays");
  const delays = sparse.map(() => 30 + 30 * random.uniform());
  for (const bytes of [1000, 64000]) {
    await run("All connected to all", complete, bytes);
    await run("About five connections each", sparse, bytes);
    await run("The same, 30 to 60 ms a link", sparse, bytes, delays);
  }
}
