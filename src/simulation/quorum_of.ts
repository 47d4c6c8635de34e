import type { QuorumRule } from "../synchronicity/mod.ts";
import type { SimulationOptions } from "./options.ts";

/** The quorum that a peer is told to wait for. */
export function quorumOf(
  { k, quorums = [k] }: Pick<SimulationOptions, "k" | "quorums">,
  peer: number,
): QuorumRule {
  return quorums[peer % quorums.length] ?? k;
}
