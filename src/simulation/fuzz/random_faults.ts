import type { Random } from "../../random/mod.ts";
import type { Fault } from "../fault.ts";

/** What faults befall. */
export interface FaultSetting {
  /** Peers at the start. */
  readonly peers: number;
  /** About how long the run lasts, ms. */
  readonly span: number;
  /** The mean of a message's time over a link, ms. */
  readonly latency: number;
  /** How many peers may come later. */
  readonly joiners: number;
}

/** Faults, and what they ask of the peers. */
export interface DrawnFaults {
  /** What befalls the swarm, in order of time. */
  readonly faults: Fault[];
  /** Whether peers must keep what they have published: somebody may lack much of it. */
  readonly retains: boolean;
}

/** Most peers that come at a time: more of them show nothing that fewer do not. */
const CROWD = 8;

/** Draws up to five faults of all kinds; a third of the time none. */
export function drawFaults(
  random: Random,
  setting: FaultSetting,
): DrawnFaults {
  const counts = [0, 0, 0, 1, 1, 2, 2, 3, 5];
  const faults: Fault[] = [];
  for (let i = counts[random.below(counts.length)]!; i > 0; i--) {
    faults.push(...drawFault(random, setting));
  }
  faults.sort((a, b) => a.at - b.at);
  let { joiners } = setting;
  for (let i = 0; i < faults.length; i++) {
    const fault = faults[i]!;
    if (fault.kind !== "join") continue;
    const count = Math.min(fault.count ?? 1, joiners);
    joiners -= count;
    if (count === 0) faults.splice(i--, 1);
    else faults[i] = { ...fault, count };
  }
  const retains = faults.some((fault) =>
    fault.kind === "partition" || fault.kind === "freeze" ||
    (fault.kind === "crash" && fault.disk === true)
  );
  return { faults, retains };
}

function drawFault(
  random: Random,
  { peers, span, latency }: FaultSetting,
): Fault[] {
  const at = round(span * random.uniform() * 1.2);
  const peer = random.below(peers);
  const parts = [0.2, 1, 1, 20];
  const lasts = round(
    1 + parts[random.below(parts.length)]! * span * random.uniform(),
  );
  const silent = random.uniform() < 0.5;
  const soon = round(at + lasts + latency * (1 + 4 * random.uniform()));
  switch (random.below(13)) {
    case 0:
      return [{ kind: "crash", at, peer, silent }];
    case 1:
      return [{ kind: "crash", at, peer, silent, restartAfter: lasts }];
    case 2:
    case 3:
      return [{
        kind: "crash",
        at,
        peer,
        silent,
        restartAfter: lasts,
        disk: true,
      }];
    case 4:
      return [{ kind: "leave", at, peer }];
    case 5:
      return [{ kind: "join", at }];
    case 6: // a flash crowd
      return [{
        kind: "join",
        at,
        count: 1 + random.below(Math.min(peers + 2, CROWD)),
      }];
    case 7:
      return [{ kind: "freeze", at, peer, lasts }];
    case 8: // a joiner that freezes while it catches up
      return [
        { kind: "join", at },
        {
          kind: "freeze",
          at: round(at + latency * (1 + 4 * random.uniform())),
          peer: peers,
          lasts,
        },
      ];
    case 9: // who comes back, and freezes while it catches up
      return [
        { kind: "partition", at, group: [peer], lasts, silent },
        { kind: "freeze", at: soon, peer, lasts },
      ];
    case 10: { // two partitions that overlap
      const parted = drawPartition(random, peers, at, lasts, silent);
      const then = round(at + lasts * random.uniform());
      return [parted, drawPartition(random, peers, then, lasts, !silent)];
    }
    case 11:
      return [drawPartition(random, peers, at, lasts, silent)];
    default:
      return random.uniform() < 0.5
        ? [{ kind: "loss", at, lasts, loss: 0.5 * random.uniform() }]
        : [{ kind: "slow", at, peer, factor: 4, lasts }];
  }
}

function drawPartition(
  random: Random,
  peers: number,
  at: number,
  lasts: number,
  silent: boolean,
): Fault {
  const group: number[] = [];
  for (let peer = 0; peer < peers; peer++) {
    if (random.uniform() < 0.5) group.push(peer);
  }
  if (group.length === 0) group.push(random.below(peers));
  return { kind: "partition", at, group, lasts, silent };
}

/** Times in whole thousandths of a ms, as people can read them. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
