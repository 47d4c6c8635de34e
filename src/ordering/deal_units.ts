import { hash32, mix32 } from "../random/mod.ts";

/** Who has which units. */
export interface Deal {
  /** The peers' names, in ascending order, each once. */
  readonly names: readonly string[];
  /** For each unit, the place of its owner in `names`; shared, not to be changed. */
  readonly owners: Uint32Array;
  /** For each name, its units in ascending order; shared, not to be changed. */
  readonly shares: ReadonlyMap<string, Uint32Array>;
}

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
 * @returns for each name, its units in ascending order; shared, not to be changed
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
): ReadonlyMap<string, Uint32Array> {
  return deal(units, roster, seed).shares;
}

/** {@linkcode dealUnits}, with the owner of each unit. */
export function deal(
  units: number,
  roster: readonly string[],
  seed: number,
): Deal {
  const names = [...new Set(roster)].sort();
  const key = `${units} ${seed} ${names.join("\n")}`;
  let dealt = deals.get(key);
  if (dealt === undefined) {
    if (deals.size >= REMEMBERED) deals.clear();
    dealt = dealAnew(units, names, seed);
    deals.set(key, dealt);
  }
  return dealt;
}

// A simulation asks a thousand times for the same deal.
const deals = new Map<string, Deal>();
const REMEMBERED = 32;

/** What a name counts in the choice of a unit's owner. */
export function rendezvousKey(name: string, seed: number): number {
  return hash32("peer", seed, name);
}

/** How high the peer with this key scores for a unit; the highest has it. */
export function rendezvousScore(key: number, unit: number): number {
  return mix32(key ^ mix32(unit + 0x9e3779b9));
}

function dealAnew(
  units: number,
  names: readonly string[],
  seed: number,
): Deal {
  const peers = names.length;
  const keys = Uint32Array.from(names, (name) => rendezvousKey(name, seed));
  const loads = new Uint32Array(peers);
  const owners = new Uint32Array(units);
  const small = Math.floor(units / peers);
  let large = units - small * peers; // so many peers carry one unit more
  for (let unit = 0; unit < units; unit++) {
    const mixed = mix32(unit + 0x9e3779b9);
    let owner = -1, best = -1;
    for (let peer = 0; peer < peers; peer++) {
      const load = loads[peer]!;
      if (load > small || (load === small && large === 0)) continue;
      const score = mix32(keys[peer]! ^ mixed);
      if (score > best) {
        best = score;
        owner = peer;
      }
    }
    if (loads[owner] === small) large--;
    loads[owner]!++;
    owners[unit] = owner;
  }
  const shares = Array.from(loads, (load) => new Uint32Array(load));
  const dealt = new Uint32Array(peers);
  owners.forEach((owner, unit) => {
    shares[owner]![dealt[owner]!++] = unit;
  });
  return {
    names,
    owners,
    shares: new Map(names.map((name, peer) => [name, shares[peer]!])),
  };
}
