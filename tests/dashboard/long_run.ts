/**
 * Records of a long run in a large swarm, made up from a seed: as many, as large and as
 * varied as those of a real one, without its hour.
 *
 * @module
 */
import { Random } from "../../src/random/mod.ts";
import type {
  MemberRow,
  NodeEvent,
  NodeFigures,
  RecordFields,
  TelemetryRecord,
} from "../../src/telemetry/mod.ts";

/** What is made up. */
export interface LongRun {
  /** Peers of the swarm. Default 64. */
  peers?: number;
  /** How long it has been training, seconds. Default an hour. */
  seconds?: number;
  /** Default 1. */
  seed?: number;
}

const EPOCHS = 60;

/** The records, oldest first. */
export function* longRun(
  { peers = 64, seconds = 3600, seed = 1 }: LongRun = {},
): Generator<TelemetryRecord> {
  const random = new Random("long run", seed);
  const members = Array.from({ length: peers }, (_, i) => memberAt(i, random));
  const self = members[0]!;
  const stamp = (time: number, fields: RecordFields): TelemetryRecord =>
    Object.assign({ time: Math.round(1000 * time) / 1000 }, fields);
  yield stamp(0, {
    type: "log",
    version: 1,
    drover: "0.1.0",
    startedAt: "2026-01-01T00:00:00.000Z",
    simulated: true,
  });
  yield stamp(0.1, {
    type: "ready",
    peer: self.peer,
    feed: self.peer.slice(0, 32),
    name: self.name,
    swarm: "long-run",
    manifest: self.peer,
    backend: "wasm",
    parameters: 101770,
    units: 250,
    addresses: ["/ip4/192.0.2.1/tcp/4001"],
  });
  for (const { peer, name } of members.slice(1)) {
    yield stamp(0.2, { type: "peer-connected", peer, name });
    yield stamp(0.3, { type: "member-joined", peer, members: 2, round: 0 });
  }
  yield stamp(0.4, { type: "started", members: peers, k: peers });
  const membersEvery = Math.max(1, Math.round(peers / 16));
  for (let second = 1; second <= seconds; second++) {
    for (const member of members) advance(member, random);
    yield stamp(second, {
      type: "progress",
      ...figuresAt(second, seconds, members, random),
    });
    if (second % membersEvery === 0) {
      yield stamp(second, {
        type: "members",
        members: members.map((member) => ({ ...member })),
      });
    }
    for (let i = 0; i < 2; i++) {
      yield stamp(second + i / 2, {
        type: "published",
        feed: self.peer.slice(0, 32),
        seq: ++self.published,
        bytes: 7000 + random.below(3000),
      });
    }
    for (const event of eventsAt(second, seconds, members, random)) {
      yield stamp(second + random.uniform() / 2, event);
    }
  }
  yield stamp(seconds + 1, {
    type: "summary",
    ...figuresAt(seconds, seconds, members, random),
    peer: self.peer,
    name: self.name,
    reason: "all epochs are done",
    feed: self.peer.slice(0, 32),
    clock: Object.fromEntries(members.map((m) => [m.peer, m.published])),
    hash: self.peer,
    parametersHash: self.peer,
    final: validationAt(EPOCHS),
    saved: [],
  });
}

function memberAt(index: number, random: Random): MemberRow {
  const hex = Array.from(
    { length: 8 },
    () => random.uint32().toString(16).padStart(8, "0"),
  ).join("");
  // Measured ones have four digits, as those of a real peer.
  const round = (value: number) => Number(value.toPrecision(4));
  const p50 = 200 * Math.exp(0.4 * random.normal());
  return {
    peer: hex,
    name: index === 0 ? "here" : `machine-${index}`,
    isSelf: index === 0,
    state: "live",
    connected: index % 4 !== 3,
    round: 0,
    published: 0,
    folded: 0,
    behind: 0,
    isLagging: false,
    isLate: false,
    silentMs: 0,
    lagMs: index === 0 ? 0 : Math.round(40 * random.uniform() + 2),
    acknowledgeMs: Math.round(90 * random.uniform() + 20),
    compute: {
      count: 0,
      mean: round(1.1 * p50),
      p10: round(0.8 * p50),
      p50: round(p50),
      p90: round(1.6 * p50),
      p99: round(2.9 * p50),
    },
    slowness: round(p50 / 200),
    loss: 2.3,
    codec: "int8",
    updateBytes: 8100,
    missing: 0,
    heldBack: 0.2,
    ...(index === 0 || index % 4 === 3
      ? {}
      : { address: `192.0.2.${index}:4001` }),
  };
}

/** A second of a member's life. */
function advance(member: MemberRow, random: Random): void {
  member.round += 2;
  if (member.state === "live") {
    if (!member.isSelf) member.published += 1 + random.below(3);
    member.compute!.count = member.published;
    member.silentMs = random.below(500);
    member.folded = Math.max(0, member.published - random.below(3));
    member.behind = random.below(4);
    member.loss = (300 + random.below(9000)) / 10_000;
    member.missing = random.below(4000) / 10_000;
  } else member.silentMs += 1000;
  if (random.uniform() < 0.002) member.isLate = !member.isLate;
}

function validationAt(epoch: number) {
  const loss = 0.1 + 2 * Math.exp(-epoch / 12);
  return { epoch, loss, metrics: { accuracy: 1 - loss / 2.4 } };
}

function figuresAt(
  second: number,
  seconds: number,
  members: readonly MemberRow[],
  random: Random,
): NodeFigures {
  const progress = EPOCHS * second / seconds;
  const live = members.filter(({ state }) => state === "live").length;
  return {
    phase: "training",
    progress,
    epochs: EPOCHS,
    round: 2 * second,
    members: live,
    variant: "auto",
    rule: "auto",
    quorumReason: "a round of all lasts as long as its slowest",
    k: Math.max(1, Math.round(live * (0.7 + 0.2 * Math.sin(second / 200)))),
    codec: "int8",
    localSteps: 1,
    updates: 110 * second,
    published: 2 * second,
    loss: 0.15 + 2 * Math.exp(-progress / 12) + 0.03 * random.normal(),
    overshoot: 1 + 0.3 * random.uniform(),
    cancelled: Math.floor(second / 9),
    utilisation: 0.8 + 0.1 * Math.sin(second / 90),
    orderingBytes: 400_000,
    elastic: {
      distance: 3 + 2 * Math.sin(second / 60) + random.uniform(),
      bound: 8,
      unknown: random.below(20) === 0 ? 1 : 0,
      isClosed: false,
      closings: Math.floor(second / 300),
      audits: second,
      failures: 0,
      tightness: 0.6,
    },
    staleness: {
      last: random.below(2 * live),
      mean: live * (0.6 + 0.2 * Math.sin(second / 120)),
      steps: 0.8,
      most: 3 * live,
      total: 0.7 * live * second,
      histogram: [second, second, 2 * second, 4 * second, 3 * second],
    },
    ordering: {
      name: "cd-grab",
      pairs: second % 40,
      exact: 0.7,
      agreement: 0.9 + 0.05 * Math.sin(second / 50),
      imbalance: 0.002 + 0.001 * random.uniform(),
    },
    waitingFor: "",
    seconds: second,
    updatesPerSecond: 110 + 8 * random.normal(),
    bytesSent: 900_000 * second,
    bytesReceived: 950_000 * second,
    waitingBytes: random.below(200_000),
    mostWaitingBytes: 400_000,
    dropped: 0,
    gradientMs: 400 * second,
    wastedMs: 20 * second,
    computingMs: 420 * second,
    cpuMs: 800 * second,
    validation: progress < 1 ? undefined : validationAt(Math.floor(progress)),
  };
}

/** What happens in a second: epochs end, K moves, members go and return. */
function* eventsAt(
  second: number,
  seconds: number,
  members: MemberRow[],
  random: Random,
): Generator<NodeEvent> {
  const every = Math.max(1, Math.round(seconds / EPOCHS));
  const live = () => members.filter(({ state }) => state === "live").length;
  if (second % every === 0) {
    const epoch = second / every;
    const { loss } = validationAt(epoch);
    yield {
      type: "epoch",
      epoch,
      loss: loss * 1.1,
      seconds: every,
      herding: {
        infinity: 2 + random.uniform(),
        euclidean: 9,
        random: 5,
        coordinates: 4096,
        vectors: 250,
      },
    };
    const { peer } = members[random.below(members.length)]!;
    yield { type: "validation", peer, validation: validationAt(epoch) };
  }
  if (second % 20 === 0) {
    const from = 30 + random.below(30);
    const to = from + 1;
    const reason =
      `K ${from}: 404 ms x 3.8 steps, K ${to}: 41.9 ms x 4.9 steps; noise scale 11 updates`;
    yield { type: "quorum", from, to, reason };
  }
  if (second % 300 === 0) {
    for (const isClosed of [true, false]) {
      const distance = isClosed ? 8.2 : 6.1;
      yield { type: "gate", isClosed, distance, bound: 8, reason: "5 missing" };
    }
  }
  if (second % 45 === 0 && members.length > 1) {
    const member = members[1 + random.below(members.length - 1)]!;
    const { peer } = member;
    const isBack = member.state === "suspected";
    member.state = isBack ? "live" : "suspected";
    yield isBack ? { type: "member-returned", peer, members: live() } : {
      type: "member-suspected",
      peer,
      silentMs: 900,
      patienceMs: 800,
      reason: "silent for 900 ms, where 800 ms were the most expected",
      members: live(),
    };
  }
}
