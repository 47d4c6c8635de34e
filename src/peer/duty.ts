import { countsPeers, namesRounds } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { OwnEpochs } from "./own_epochs.ts";
import type { Pacer } from "./pacer.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that are looked into. */
export interface DutyParts {
  config: PeerConfig;
  epochs: OwnEpochs;
  pacer: Pacer;
  swarm: Swarm;
}

/**
 * What there is to do in this round: mostly a gradient. In an epoch that others
 * have one more unit of, the last round in full synchrony is a rest: then nobody
 * goes ahead, and pairs have contemporaries. And whoever is dealt nothing, as
 * there are more peers than units, rests or is idle.
 */
export function dutyOf(
  { config: { variant }, epochs, pacer, swarm }: DutyParts,
): "compute" | "rest" | "idle" {
  if (!epochs.isUsedUp) return "compute";
  const waitsForAll = countsPeers(variant) && pacer.k >= swarm.size;
  if (epochs.mayRest && waitsForAll && namesRounds(variant)) return "rest";
  if (!epochs.isDealtNothing) return "compute";
  return waitsForAll ? "rest" : "idle";
}
