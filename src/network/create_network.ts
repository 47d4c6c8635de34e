import { planNetwork } from "./plan.ts";
import { SwarmNetwork } from "./swarm_network.ts";
import type { Network, NetworkOptions } from "./types.ts";

/**
 * Joins a swarm: listens, finds peers and talks to those of the same swarm and
 * manifest.
 *
 * @example
 * ```ts ignore
 * import { createNetwork } from "./mod.ts";
 *
 * const network = await createNetwork({
 *   seed: crypto.getRandomValues(new Uint8Array(32)),
 *   swarm: "demo",
 *   manifest: { task: "digits" },
 *   manifestHash: "c0ffee",
 *   handlers: {
 *     onMessage: (bytes, from) => console.log(bytes.byteLength, "from", from),
 *     onConnect: (peer) => console.log("here is", peer),
 *     onDisconnect: (peer) => console.log("gone is", peer),
 *     onRefused: (peer, reason) => console.log("refused", peer, reason),
 *     onNotice: (text) => console.error(text),
 *     onRequest: () => [],
 *   },
 * });
 * await network.publish(new TextEncoder().encode("hello"));
 * await network.close();
 * ```
 *
 * @throws {NetworkError} If it cannot listen, or an option makes no sense.
 */
export async function createNetwork(options: NetworkOptions): Promise<Network> {
  const plan = planNetwork(options);
  const network = new SwarmNetwork(options, plan);
  await network.start();
  return network;
}
