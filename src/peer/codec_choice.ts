import {
  chooseCompression,
  type Circumstances,
  type Codec,
  createCodec,
  ENVELOPE,
  maxPayloadLength,
  nameOfCodec,
  type Plan,
  STEP_CHOICES,
} from "../compression/mod.ts";
import { firstMomentDecay } from "../optimizers/mod.ts";
import type { FeedId, Update } from "../replica/mod.ts";
import { DecayedStatistic, RecentDelays } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Elastic } from "./elastic.ts";
import type { LinkFigures, PeerEvent } from "./events.ts";
import type { LocalSteps } from "./local_steps.ts";
import type { Pacer } from "./pacer.ts";
import { StepAgreement } from "./step_agreement.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that the choice looks into. */
export interface CodecChoiceParts {
  config: PeerConfig;
  swarm: Swarm;
  pacer: Pacer;
  elastic: Elastic;
  localSteps: LocalSteps;
  /** The own feed. */
  feed: FeedId;
  emit: (event: PeerEvent) => void;
}

/** Own updates between two choices. */
const INTERVAL = 8;

/** A latency is not told apart from less than this, ms. */
const LEAST_LATENCY = 0.1;

/** Factor a choice by which the least latency known may be exceeded: a peer may have moved. */
const FORGETTING = 1.05;

/** A rate that has changed by such a factor is looked at at once. */
const CHANGED = 1.5;

/** Own updates after a change before which what is held back says nothing. */
const SETTLED = 32;

/** Updates of a peer that an epoch has at least, where local steps are chosen. */
const FEWEST = 4;

/** Members whose lags are looked at. */
const LOOKED_AT = 16;

/**
 * Which codec the own updates are written with, and of how many local steps they
 * are, where the manifest leaves that to each publisher: looked at every few own
 * updates, before a gradient begins.
 *
 * Where all are waited for (`k: "all"`) a run promises the same bytes from the same
 * seed, so there nothing that was measured is looked at, and the first codec stays.
 */
export class CodecChoice {
  /** What the next update is written with. */
  codec: Codec;
  readonly #parts: CodecChoiceParts;
  readonly #computeMs = new RecentDelays(16);
  readonly #agreement = new StepAgreement();
  readonly #missing = new DecayedStatistic(16);
  /** Norms of what is held back and of steps: their means are compared, as single steps may be next to nothing. */
  #heldBack = new DecayedStatistic(16);
  #steps = new DecayedStatistic(16);
  /** Bytes of a payload over the most that its codec may make, by the codec's name. */
  readonly #density = new Map<string, number>();
  #link: LinkFigures = {};
  #updates = 0;
  #sinceChange = 0;
  #next = 1;
  #hasChosen = false;
  /** Bytes a second at the last choice. */
  #chosenFor: number | undefined;
  #localSteps = 1;
  /** What a message takes beside the time its bytes need to leave, ms: the least of late, as queues only add to it. */
  #latencyMs = Infinity;
  #reason = "nothing is measured yet";

  /** Begins with the codec of the configuration. */
  constructor(parts: CodecChoiceParts) {
    this.#parts = parts;
    this.codec = parts.config.codec;
    if (!this.#choosesSteps || !this.isOn) return;
    parts.localSteps.rule = () => ({
      steps: this.#localSteps,
      reason: this.#reason,
    });
  }

  /** Why the plan in force is the one, in numbers. */
  get reason(): string {
    return this.#reason;
  }

  /** Whether anything is chosen here. */
  get isOn(): boolean {
    const { choosesCodec = false, k } = this.#parts.config;
    return (choosesCodec || this.#choosesSteps) && k !== "all";
  }

  get #choosesSteps(): boolean {
    return this.#parts.config.localSteps === "auto";
  }

  /** Takes in what was measured of the own link and machine; what is left out stays as it was. */
  measured(link: LinkFigures): void {
    this.#link = { ...this.#link, ...link };
    const { bytesPerSecond } = this.#link;
    if (bytesPerSecond === undefined) return;
    const ratio = bytesPerSecond / (this.#chosenFor ?? NaN);
    const isAsBefore = ratio < CHANGED && ratio > 1 / CHANGED ||
      bytesPerSecond === this.#chosenFor;
    if (!isAsBefore) this.#next = Math.min(this.#next, this.#updates);
  }

  /**
   * Takes in an own update just published.
   *
   * @param step norm of the step it was made of, without what was held back before
   */
  published({ header, payload }: Update, step: number): void {
    if (!this.isOn) return;
    const { units, computeMs, residualNorm } = header;
    this.#updates++;
    this.#sinceChange++;
    if (computeMs > 0) this.#computeMs.add(computeMs / units);
    const { trainable } = this.#parts.config.replica.rules.layout;
    const { spec } = this.codec;
    this.#density.set(
      nameOfCodec(spec),
      payload.length / maxPayloadLength(spec, trainable),
    );
    if (this.#sinceChange > SETTLED && step > 0) {
      this.#heldBack.add(residualNorm);
      this.#steps.add(step);
    }
  }

  /** An update was just added to the model, anyone's. */
  fold({ feed, header }: Update): void {
    if (!this.isOn || header.units === 0) return;
    if (feed !== this.#parts.feed) this.#agreement.hear(feed, header.units);
  }

  /** A block of local steps begins: chooses anew, if it is time. */
  begin(): void {
    if (!this.isOn) return;
    this.#lookAtMissing();
    if (this.#updates < this.#next) return;
    const computeMs = this.#computeMs.median;
    if (computeMs === undefined || this.#parts.swarm.size === 1) return;
    this.#next = this.#updates + INTERVAL;
    this.#chosenFor = this.#link.bytesPerSecond;
    this.#choose(computeMs);
  }

  #lookAtMissing(): void {
    const { elastic: { certificate }, swarm } = this.#parts;
    if (certificate?.step === undefined) return;
    this.#missing.add(swarm.size * certificate.missing / certificate.step);
  }

  #choose(computeMs: number): void {
    const { config, emit } = this.#parts;
    const { localSteps } = this.#parts;
    const current = { codec: this.codec.spec, localSteps: localSteps.steps };
    const given = this.#circumstances(computeMs, current);
    const { localSteps: numbers, isVote } = this.#offer(given, current);
    const { plan, isNew, reason } = chooseCompression(given, {
      ...(config.choosesCodec ? {} : { codecs: [current.codec] }),
      localSteps: numbers,
      isEager: isVote || !numbers.includes(current.localSteps),
    });
    const isFirst = !this.#hasChosen;
    this.#hasChosen = true;
    if (!isNew && !isFirst) return;
    this.#reason = reason;
    const from = nameOfCodec(current.codec), to = nameOfCodec(plan.codec);
    if (config.choosesCodec && (isFirst || from !== to)) {
      emit({ type: "codec", from, to, reason });
    }
    if (!isNew) return;
    if (plan.localSteps !== current.localSteps) {
      this.#agreement.tries(this.#updates);
      this.#localSteps = plan.localSteps;
    }
    this.#sinceChange = 0;
    this.#heldBack = new DecayedStatistic(16);
    this.#steps = new DecayedStatistic(16);
    if (from === to) return;
    const { maxAbs } = config.replica.rules;
    this.codec = createCodec(
      plan.codec,
      maxAbs === undefined ? {} : { maxAbs },
    );
  }

  /** Numbers of local steps to choose from. */
  #offer(
    { waits }: Circumstances,
    { localSteps }: Plan,
  ): { localSteps: readonly number[]; isVote: boolean } {
    if (!this.#choosesSteps) return { localSteps: [localSteps], isVote: false };
    const most = this.#mostSteps;
    const all = STEP_CHOICES.filter((steps) => steps <= most);
    return waits
      ? this.#agreement.offer(localSteps, all, this.#updates)
      : { localSteps: all, isVote: false };
  }

  /** An epoch is of several updates of each peer. */
  get #mostSteps(): number {
    const { config: { units, ownData }, swarm } = this.#parts;
    const share = ownData ? units : units / swarm.size;
    return Math.max(1, share / FEWEST);
  }

  #circumstances(computeMs: number, current: Plan): Circumstances {
    const { config, swarm, pacer } = this.#parts;
    const { trainable: parameters } = config.replica.rules.layout;
    const { bytesPerSecond: uplink, overheadMs } = this.#link;
    const peers = swarm.size;
    const sizeOf = (codec: Plan["codec"]) =>
      ENVELOPE + maxPayloadLength(codec, parameters) *
        (this.#density.get(nameOfCodec(codec)) ?? this.#usualDensity(codec));
    const sendMs = uplink === undefined
      ? 0
      : 1000 * Math.max(1, peers - 1) * sizeOf(current.codec) / uplink;
    const latency = Math.max(LEAST_LATENCY, this.#lag - sendMs);
    // Where more is sent than leaves, messages wait in queues for longer and longer.
    const isQueueing = sendMs > current.localSteps * computeMs;
    this.#latencyMs = isQueueing
      ? Math.min(latency, this.#latencyMs)
      : Math.min(latency, FORGETTING * this.#latencyMs);
    return {
      parameters,
      peers,
      computeMs,
      uplink,
      latencyMs: this.#latencyMs,
      waits: config.variant !== "k-batch-async" && pacer.k > 1,
      ...(overheadMs === undefined ? {} : { overheadMs }),
      ...(this.#missing.count < INTERVAL
        ? {}
        : { missing: this.#missing.mean }),
      ...(this.#heldBack.count < INTERVAL
        ? {}
        : { heldBack: this.#heldBack.mean / this.#steps.mean }),
      momentum: firstMomentDecay(config.optimizer.spec),
      current,
      sizeOf,
    };
  }

  /** Of a codec that was not used yet: as the nearest kin that was, or its longest. */
  #usualDensity({ kind }: Plan["codec"]): number {
    for (const [name, density] of this.#density) {
      if (kind === "top-k" && name.startsWith(kind)) return density;
    }
    return 1;
  }

  /** Median of the least times that messages are under way, ms. */
  get #lag(): number {
    const lags = this.#parts.swarm.members.live().slice(0, LOOKED_AT)
      .flatMap(({ lag }) => lag?.quantile(0) ?? []).sort((a, b) => a - b);
    return lags[lags.length >> 1] ?? 0;
  }
}
