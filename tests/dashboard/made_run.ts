import { Random } from "../../src/random/mod.ts";
import type { MemberRow, TelemetryRecord } from "../../src/telemetry/mod.ts";
import type { NodeEvent } from "../../src/telemetry/mod.ts";
import { describeEvent } from "../../src/telemetry/words/describe_event.ts";
import { PeerNames } from "../../src/telemetry/words/peer_names.ts";
import { type MadePeer, madePeers, rowOf } from "./made_peers.ts";

/** What sort of run is made up. */
export interface MadeRun {
  /** Peers in the swarm, the teller included. */
  peers: number;
  /** How long it lasts, seconds. */
  seconds: number;
  /** Makes the run reproducible. */
  seed?: number;
}

/**
 * Made-up records of a run that looks like a real one: the loss falls, the last
 * peer straggles, the one before it falls silent for a while and comes back. The
 * same seed makes the same records.
 */
export function madeRun({ peers, seconds, seed = 1 }: MadeRun) {
  const random = new Random(seed);
  const herd = madePeers(peers, random);
  const names = new PeerNames();
  for (const { key, name } of herd) names.set(key, name);
  const records: TelemetryRecord[] = [{
    type: "log",
    time: 0,
    version: 1,
    drover: "0.1.0",
    startedAt: "2026-03-01T09:00:00.000Z",
    simulated: false,
  }];
  const tell = (time: number, event: NodeEvent) => {
    const { text, tone } = describeEvent(event, names);
    records.push({ ...event, time, words: text, tone });
  };
  const self = herd[0]!;
  tell(0, {
    type: "ready",
    peer: self.key,
    feed: "ab".repeat(16),
    name: self.name,
    swarm: "kitchen-table",
    manifest: "cd".repeat(32),
    backend: "wasm",
    parameters: 50_890,
    units: 250,
    addresses: ["/ip4/192.0.2.10/tcp/4001"],
  });
  herd.slice(1).forEach(({ key, name }, i) => {
    tell(0.2, { type: "peer-connected", peer: key, name });
    tell(0.3, {
      type: "member-joined",
      peer: key,
      members: i + 2,
      round: 0,
    });
  });
  tell(0.5, { type: "started", members: peers, k: peers });
  new Course(herd, seconds, random, tell, records).play();
  return records;
}

/** How far into the run the last but one falls silent, and comes back. */
const SILENT = [0.45, 0.6] as const;
/** Passes over the data that a run makes. */
const EPOCHS = 12;

class Course {
  #bytes = 0;
  #k: number;
  #isClosed = false;
  #epoch = 0;

  constructor(
    readonly herd: MadePeer[],
    readonly seconds: number,
    readonly random: Random,
    readonly tell: (time: number, event: NodeEvent) => void,
    readonly records: TelemetryRecord[],
  ) {
    this.#k = herd.length;
  }

  play(): void {
    const everyMembers = Math.max(1, Math.ceil(this.herd.length / 16));
    for (let time = 1; time <= this.seconds; time++) {
      this.#publish(time);
      this.#befall(time);
      this.#figures(time);
      if (time % everyMembers === 0) this.#members(time);
    }
    const time = this.seconds + 0.1;
    this.tell(time, {
      type: "done",
      reason: `${EPOCHS} epochs are over`,
      progress: EPOCHS,
    });
  }

  /** The own updates of a second. */
  #publish(time: number): void {
    for (let i = 0; i < 6; i++) {
      this.records.push({
        type: "published",
        time: Number((time - 1 + i / 6).toFixed(3)),
        feed: "ab".repeat(16),
        seq: 6 * (time - 1) + i + 1,
        bytes: 51_400,
      });
    }
  }

  #befall(time: number): void {
    const done = time / this.seconds;
    const absent = this.herd.at(-2)!;
    const members = this.herd.length;
    const isSilent = done > SILENT[0] && done < SILENT[1];
    if (isSilent && absent.state === "live") {
      absent.state = "suspected";
      this.tell(time, {
        type: "member-suspected",
        peer: absent.key,
        silentMs: 1400,
        patienceMs: 900,
        reason: "silent for 1.4 s, expected to speak within 0.9 s",
        members: members - 1,
      });
    } else if (!isSilent && absent.state === "suspected") {
      absent.state = "live";
      this.tell(time, { type: "member-returned", peer: absent.key, members });
    }
    const k = Math.max(2, Math.round(members * (0.55 + 0.4 * done)));
    if (k !== this.#k && time % 7 === 3) {
      const late = this.herd.at(-1)!.key.slice(0, 8);
      this.tell(time, {
        type: "quorum",
        from: this.#k,
        to: k,
        members,
        slow: this.herd.at(-1)!.key,
        slowMs: 397,
        reason:
          `a step's worth takes 1540 ms with K ${this.#k} (3.8 rounds of 404 ms), 205 ms with K ${k} (4.9 rounds of 41.9 ms); noise scale 11 updates; slowest ${late} with 397 ms`,
      });
      this.#k = k;
    }
    if (time === Math.ceil(this.seconds / 5)) {
      this.tell(time, {
        type: "codec",
        from: "float32",
        to: "int8",
        reason: "int8 takes 41 ms a round, float32 97 ms at 2.1 MB/s",
      });
    }
    const isClosed = done > 0.3 && done < 0.33;
    if (isClosed !== this.#isClosed) {
      this.#isClosed = isClosed;
      this.tell(time, {
        type: "gate",
        isClosed,
        distance: isClosed ? 8.4 : 5.1,
        bound: 8,
        reason: `most of it from ${this.herd.at(-1)!.key.slice(0, 8)}`,
      });
    }
    this.#endEpoch(time, done);
  }

  #endEpoch(time: number, done: number): void {
    if (Math.floor(done * EPOCHS) <= this.#epoch) return;
    const epoch = ++this.#epoch;
    const loss = 2.3 * Math.exp(-3.2 * done) + 0.08;
    this.tell(time, {
      type: "epoch",
      epoch,
      loss,
      seconds: this.seconds / EPOCHS,
      herding: {
        infinity: 4.1 * (0.35 + 0.6 * Math.exp(-epoch / 2)),
        euclidean: 9.3,
        random: 4.1 + 0.2 * this.random.uniform(),
        low: 3,
        high: 5.8,
        coordinates: 64,
        vectors: 250,
      },
    });
    this.tell(time + 0.2, {
      type: "validation",
      peer: this.herd[epoch % this.herd.length]!.key,
      validation: {
        epoch,
        loss: loss * 1.1,
        metrics: { accuracy: 0.98 - 0.75 * Math.exp(-4.5 * done) },
      },
    });
  }

  #figures(time: number): void {
    const done = time / this.seconds;
    const { random } = this;
    const live = this.herd.filter(({ state }) => state === "live").length;
    const rate = live * 6 * (0.9 + 0.2 * random.uniform());
    const bytes = done < 0.2 ? 203_560 : 51_400;
    this.#bytes += rate * bytes / 2;
    const silent = this.herd.at(-2)!.state === "live" ? 0 : 1;
    const distance = 3 + 2 * random.uniform() + (this.#isClosed ? 4 : 0);
    const of = live * 6 * time;
    this.records.push({
      type: "progress",
      time,
      phase: time === this.seconds ? "finished" : "training",
      progress: done * EPOCHS,
      epochs: EPOCHS,
      round: 6 * time,
      members: live,
      k: this.#k,
      codec: done < 0.2 ? "float32" : "int8",
      localSteps: 1,
      updates: of,
      published: 6 * time,
      loss: (2.3 * Math.exp(-3.2 * done) + 0.08) *
        (0.95 + 0.1 * random.uniform()),
      overshoot: 1.2,
      cancelled: time,
      orderingBytes: 1e6,
      elastic: {
        distance,
        bound: 8,
        unknown: silent,
        isClosed: this.#isClosed,
        closings: done > 0.3 ? 1 : 0,
        audits: 40,
        failures: 0,
        tightness: 0.6,
      },
      waitingFor: this.#isClosed ? "the elastic bound" : "",
      variant: "auto",
      rule: "auto",
      quorumReason:
        `a step's worth takes 205 ms with K ${this.#k} (4.9 rounds of 41.9 ms)`,
      utilisation: 0.61,
      seconds: time,
      updatesPerSecond: rate,
      bytesSent: this.#bytes,
      bytesReceived: this.#bytes * 1.04,
      waitingBytes: 12_000,
      mostWaitingBytes: 400_000,
      dropped: 0,
      gradientMs: 520 * time,
      wastedMs: 40 * time,
      computingMs: 560 * time,
      cpuMs: 860 * time,
      validation: undefined,
      staleness: {
        last: 2,
        steps: 0.6,
        total: 12 * time,
        mean: 1.6 + 0.8 * random.uniform(),
        most: 19,
        histogram: [0.2, 0.31, 0.28, 0.14, 0.05, 0.02].map((part) =>
          Math.round(part * 6 * time)
        ),
      },
      ordering: {
        name: "cd-grab",
        pairs: 100,
        exact: 0.93,
        agreement: 0.95 + 0.04 * random.uniform(),
        imbalance: 2.2,
      },
    });
  }

  #members(time: number): void {
    const members: MemberRow[] = this.herd.map((peer) =>
      rowOf(peer, time, this.random)
    );
    this.records.push({ type: "members", time, members });
  }
}
