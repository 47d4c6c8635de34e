import { hash32, mix32 } from "../random/mod.ts";

/**
 * Deals units to peers by rendezvous hashing with bounded loads: every unit goes
 * to the peer that scores highest for it and still has room, and every peer gets
 * `floor` or `ceil` of an even share. All peers that know the same roster deal
 * the same way without a word; when a peer leaves or joins, few units move but
 * those that must.
 *
 * Rendezvous hashing: Thaler and Ravishankar, 1998; bounded loads: Mirrokni,
 * Thorup, Zadimoghaddam, 2018.
 *
 * @param units how many units there are, N
 * @param roster the peers' names (any strings; their order does not matter)
 * @param seed the task's seed
 * @returns for each name, its units in ascending order
 *
 * @example
 * ```ts
 * import { dealUnits } from "./deal_units.ts";
 *
 * const shares = dealUnits(250, ["ann", "bob", "cem", "dee"], 7);
 * shares.get("ann")!.length; // 62 or 63
 * ```
 */
export function dealUnits(
  units: number,
  roster: readonly string[],
  seed: number,
): Map<string, Uint32Array> {
  const names = [...new Set(roster)].sort();
  const peers = names.length;
  const keys = names.map((name) => hash32("peer", seed, name));
  const shares: number[][] = names.map(() => []);
  const small = Math.floor(units / peers);
  let large = units - small * peers; // so many peers carry one unit more
  const ranked = names.map((_, peer) => peer);
  const scores = new Float64Array(peers);
  for (let unit = 0; unit < units; unit++) {
    for (let peer = 0; peer < peers; peer++) {
      scores[peer] = mix32(keys[peer]! ^ mix32(unit + 0x9e3779b9));
    }
    ranked.sort((a, b) => scores[b]! - scores[a]! || a - b);
    for (const peer of ranked) {
      const load = shares[peer]!.length;
      if (load > small || (load === small && large === 0)) continue;
      if (load === small) large--;
      shares[peer]!.push(unit);
      break;
    }
  }
  return new Map(
    names.map((name, peer) => [name, Uint32Array.from(shares[peer]!)]),
  );
}
