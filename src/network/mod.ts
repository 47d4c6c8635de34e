/**
 * A peer's connection to its swarm, over libp2p: finds peers, spreads messages,
 * answers requests. Nothing else in Drover imports libp2p, and nothing of it
 * shows through these types.
 *
 * @module
 */
export { showAddress } from "./addresses.ts";
export { NetworkError } from "./errors.ts";
export { manifestDifferences } from "./manifest_differences.ts";
export { createNetwork } from "./create_network.ts";
export {
  chooseInterfaces,
  type ChosenInterfaces,
  listInterfaces,
  type NetworkInterface,
} from "./interfaces.ts";
export { checkSecret, generateSecret } from "./secret.ts";
export type { Waiting, WaitingFigures } from "./backlogs.ts";
export type {
  ConnectionFigures,
  JsonObject,
  Network,
  NetworkHandlers,
  NetworkOptions,
  NetworkStats,
  PayloadFigures,
  PayloadName,
  Stranger,
  Unreached,
} from "./types.ts";
