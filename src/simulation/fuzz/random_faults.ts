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

function drawFault(random: Random, setting: FaultSetting): Fault[] {
  const { peers, span, latency } = setting;
  const at = round(span * random.uniform() * 1.2);
  const peer = random.below(peers);
  const parts = [0.2, 1, 1, 20];
  const lasts = round(
    1 + parts[random.below(parts.length)]! * span * random.uniform(),
  );
  const silent = random.uniform() < 0.5;
  const aFewMessages = () => round(latency * (1 + 4 * random.uniform()));
  const given = { at, peer, peers, lasts, silent, span, aFewMessages };
  switch (random.below(17)) {
    case 0:
      return [{ kind: "crash", at, peer, silent }];
    case 1:
      return [{ kind: "crash", at, peer, silent, restartAfter: lasts }];
    case 2:
    case 3:
      return [fromDisk(random, given)];
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
      return [{
        kind: "freeze",
        at,
        peer,
        lasts,
        ...(random.uniform() < 0.5 ? { deaf: true } : {}),
      }];
    case 8: // a joiner that freezes while it catches up
      return [
        { kind: "join", at },
        { kind: "freeze", at: at + aFewMessages(), peer: peers, lasts },
      ];
    case 9: // who comes back, and freezes while it catches up
      return [
        { kind: "partition", at, group: [peer], lasts, silent },
        { kind: "freeze", at: at + lasts + aFewMessages(), peer, lasts },
      ];
    case 10: { // two partitions that overlap
      const parted = drawPartition(random, peers, at, lasts, silent);
      const then = round(at + lasts * random.uniform());
      return [parted, drawPartition(random, peers, then, lasts, !silent)];
    }
    case 11:
      return [drawPartition(random, peers, at, lasts, silent)];
    case 12:
      return random.uniform() < 0.5
        ? [{ kind: "loss", at, lasts, loss: 0.5 * random.uniform() }]
        : [{ kind: "slow", at, peer, factor: 4, lasts }];
    case 13:
      return duringPartition(random, given);
    case 14:
      return partitionsInARow(random, given);
    case 15:
      return duringCatchUp(random, given);
    default:
      return allFromDisk(random, given);
  }
}

/** What the kinds of faults are made with. */
interface Drawn {
  readonly at: number;
  readonly peer: number;
  readonly peers: number;
  readonly lasts: number;
  readonly silent: boolean;
  readonly span: number;
  /** A time in which a few messages pass, ms, drawn anew. */
  readonly aFewMessages: () => number;
}

/** A crash after which the peer comes back from its disk, which may be torn. */
function fromDisk(
  random: Random,
  { at, peer, silent, lasts, span }: Drawn,
): Fault {
  const torn = round(0.3 * span * random.uniform());
  const isTorn = random.uniform() < 0.3;
  return {
    kind: "crash",
    at,
    peer,
    silent,
    restartAfter: lasts,
    disk: true,
    ...(isTorn ? { torn } : {}),
  };
}

/** A partition, and what happens while it lasts: joins, a leave, a crash, a move. */
function duringPartition(random: Random, drawn: Drawn): Fault[] {
  const { peers, at, lasts, silent } = drawn;
  const faults = [drawPartition(random, peers, at, lasts, silent)];
  for (let i = random.below(3); i >= 0; i--) {
    const then = round(at + lasts * random.uniform());
    const peer = random.below(peers);
    const restartAfter = round(0.5 * lasts * random.uniform());
    const disk = random.uniform() < 0.7;
    const kinds: Fault[] = [
      { kind: "join", at: then, count: 1 + random.below(3) },
      { kind: "leave", at: then, peer },
      { kind: "crash", at: then, peer, restartAfter, disk },
      { kind: "crash", at: then, peer, restartAfter, disk, moves: true },
    ];
    faults.push(kinds[random.below(kinds.length)]!);
  }
  return faults;
}

/** Cuts that follow each other, now along this line, now along that. */
function partitionsInARow(random: Random, drawn: Drawn): Fault[] {
  const { peers, lasts, aFewMessages } = drawn;
  const faults: Fault[] = [];
  let { at } = drawn;
  for (let i = 1 + random.below(3); i >= 0; i--) {
    const long = round(1 + lasts * random.uniform());
    const silent = random.uniform() < 0.5;
    faults.push(drawPartition(random, peers, at, long, silent));
    // Sometimes the next one begins while they still catch up.
    const pause = random.uniform() < 0.5 ? aFewMessages() : lasts;
    at = round(at + long + pause);
  }
  return faults;
}

/** Somebody lacks much, and whoever may be answering it crashes, sleeps or is cut off. */
function duringCatchUp(random: Random, drawn: Drawn): Fault[] {
  const { at, peer, peers, lasts, silent, aFewMessages } = drawn;
  const other = (peer + 1 + random.below(Math.max(1, peers - 1))) % peers;
  const isJoiner = random.uniform() < 0.5;
  const asker = isJoiner ? peers : peer;
  const beginning: Fault = isJoiner
    ? { kind: "join", at }
    : { kind: "partition", at, group: [peer], lasts, silent };
  const then = round(at + (isJoiner ? 0 : lasts) + aFewMessages());
  const either = random.uniform() < 0.5 ? asker : other;
  const restartAfter = round(1 + lasts * random.uniform());
  const kinds: Fault[] = [
    { kind: "crash", at: then, peer: either, silent },
    { kind: "crash", at: then, peer: either, restartAfter, disk: true },
    { kind: "freeze", at: then, peer: either, lasts, deaf: true },
    { kind: "partition", at: then, group: [either], lasts },
    { kind: "leave", at: then, peer: either },
    { kind: "partition", at: then, group: [asker, other], lasts, silent },
  ];
  return [beginning, kinds[random.below(kinds.length)]!];
}

/** All or most go down at about the same time; each finds nobody for a while. */
function allFromDisk(random: Random, drawn: Drawn): Fault[] {
  const { peers, at, lasts, aFewMessages } = drawn;
  const faults: Fault[] = [];
  for (let peer = 0; peer < peers; peer++) {
    if (random.uniform() < 0.2) continue;
    const then = round(at + (random.uniform() < 0.5 ? 0 : aFewMessages()));
    const crash = fromDisk(random, { ...drawn, peer, at: then });
    faults.push(crash);
    if (random.uniform() < 0.7) continue;
    // As one that has nobody's address comes back, and waits to be found.
    const back = round(then + lasts);
    const alone = round(1 + lasts * random.uniform());
    faults.push({ kind: "partition", at: back, group: [peer], lasts: alone });
  }
  return faults;
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
