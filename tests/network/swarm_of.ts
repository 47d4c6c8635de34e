import {
  createNetwork,
  type JsonObject,
  type Network,
  type NetworkOptions,
} from "../../src/network/mod.ts";

/** A network under test, with a record of what it reported. */
export interface Recorded extends AsyncDisposable {
  network: Network;
  messages: { bytes: Uint8Array; from: string }[];
  connects: { peer: string; details: JsonObject }[];
  disconnects: string[];
  refused: { peer: string; reason: string }[];
  notices: string[];
}

/** What a test varies. */
export type Variation =
  & Partial<Omit<NetworkOptions, "handlers">>
  & { handlers?: Partial<NetworkOptions["handlers"]> };

/** A swarm name that no other test, or run of it, has. */
export function freshSwarm(): string {
  return `test-${crypto.randomUUID().slice(0, 8)}`;
}

/** Starts a network on loopback. */
export async function record(
  swarm: string,
  variation: Variation = {},
): Promise<Recorded> {
  const record: Omit<Recorded, "network" | typeof Symbol.asyncDispose> = {
    messages: [],
    connects: [],
    disconnects: [],
    refused: [],
    notices: [],
  };
  const network = await createNetwork({
    seed: crypto.getRandomValues(new Uint8Array(32)),
    swarm,
    manifest: { task: "test" },
    manifestHash: "00ff",
    interfaces: ["127.0.0.1"],
    ...variation,
    handlers: {
      onMessage: (bytes, from) => record.messages.push({ bytes, from }),
      onConnect: (peer, details) => record.connects.push({ peer, details }),
      onDisconnect: (peer) => record.disconnects.push(peer),
      onRefused: (peer, reason) => record.refused.push({ peer, reason }),
      onNotice: (text) => record.notices.push(text),
      onRequest: () => [],
      ...variation.handlers,
    },
  });
  return {
    ...record,
    network,
    [Symbol.asyncDispose]: () => network.close(),
  };
}

/** Starts several networks of one swarm on loopback, and waits until all are connected to all. */
export async function swarmOf(
  count: number,
  variation: Variation = {},
): Promise<Recorded[]> {
  const swarm = freshSwarm();
  const all = await Promise.all(
    Array.from({ length: count }, () => record(swarm, variation)),
  );
  await until(
    () => all.every(({ network }) => network.peers().length === count - 1),
    `${count} peers are connected to each other`,
  );
  return all;
}

/** Closes all. */
export async function closeAll(all: Recorded[]): Promise<void> {
  await Promise.all(all.map(({ network }) => network.close()));
}

/** How long anything may take on a busy machine, ms; less than the minute for which a peer is avoided. */
const PATIENCE = 45_000;

/** Lets time pass, ms, in small pieces: all that is due in it has its turn, also on a machine that pauses for a while. */
export async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 20) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, 20)));
  }
}

/** Waits until a condition holds, or fails with what was waited for. */
export async function until(
  condition: () => boolean,
  what: string,
  patience = PATIENCE,
): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) {
      throw new Error(`Waited ${patience} ms in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
