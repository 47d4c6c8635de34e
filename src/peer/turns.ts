import { hash32 } from "../random/mod.ts";
import { frameOfUpdate, type Update } from "../replica/mod.ts";
import { namesRounds, normBeta } from "../synchronicity/mod.ts";
import type { Balance } from "./balance.ts";
import type { CodecChoice } from "./codec_choice.ts";
import type { PeerConfig } from "./config.ts";
import type { Elastic } from "./elastic.ts";
import type { Gradient, PeerAction } from "./events.ts";
import type { Herald } from "./herald.ts";
import type { EpochMemory } from "./epoch_memory.ts";
import { type Job, UNSEEN } from "./job.ts";
import type { LocalSteps } from "./local_steps.ts";
import type { OwnEpochs } from "./own_epochs.ts";
import type { Overtaken } from "./overtaken.ts";
import type { Pacer } from "./pacer.ts";
import { Publisher, type Turn } from "./publisher.ts";
import { Occupation } from "./occupation.ts";
import type { Rounds } from "./rounds.ts";
import type { Staleness } from "./staleness.ts";
import type { Substitutes } from "./substitutes.ts";
import type { Swarm } from "./swarm.ts";
import type { Weights } from "./weights.ts";

/** The rooms that turns work with. */
export interface TurnsParts {
  config: PeerConfig;
  swarm: Swarm;
  rounds: Rounds;
  herald: Herald;
  epochs: OwnEpochs;
  balance: Balance;
  pacer: Pacer;
  overtaken: Overtaken;
  elastic: Elastic;
  substitutes: Substitutes;
  staleness: Staleness;
  weights: Weights;
  localSteps: LocalSteps;
  choice: CodecChoice;
  /** Units of everybody's data. */
  readonly allUnits: number;
}

/**
 * The own turns of the wheel: take the next unit, have its gradient computed at
 * the present view, and so on at the view and the own steps so far until the block
 * is full; publish the sum of the steps. Or cancel: the unit is put back, and what
 * steps are taken are published.
 */
export class Turns {
  /** Computations thrown away. */
  cancelled = 0;
  /** How much of the time a gradient is running. */
  readonly occupation: Occupation = new Occupation();
  /** Forms and signs the updates. */
  readonly publisher: Publisher;
  readonly #config: PeerConfig;
  readonly #parts: TurnsParts;
  readonly #view: Float32Array;
  /** The view of the gradient in progress: a later round may be looked at meanwhile. */
  readonly #jobView: Float32Array;
  #viewed = UNSEEN;
  #job: Job | undefined;
  #jobs = 0;
  /** Memory that the last gradient came in. */
  #memory: Float32Array | undefined;

  /** Has computed nothing yet. */
  constructor(parts: TurnsParts) {
    const { config } = parts;
    this.#config = config;
    this.#parts = parts;
    this.publisher = new Publisher(config);
    const { trainable, state } = config.replica.rules.layout;
    this.#view = new Float32Array(trainable + state);
    const goesOn = config.variant === "auto" ||
      normBeta(config.k) !== undefined;
    this.#jobView = goesOn ? new Float32Array(trainable + state) : this.#view;
  }

  /** Begins with the swarm's epoch, or goes on, where nothing was begun before. */
  startAt(epoch: number): void {
    if (this.#jobs === 0) this.#parts.epochs.startAt(epoch);
  }

  /** Where this peer stands in its epoch; undefined before its first. */
  memory(passes: number): EpochMemory | undefined {
    const job = this.#job;
    return this.#parts.epochs.memory(job ? job.taken.length + 1 : 0, passes);
  }

  /** The round of the gradient in progress, if there is one. */
  get computing(): number | undefined {
    return this.#job?.round;
  }

  /**
   * Takes the view that the present round is computed at, unless it is taken. In
   * the cancelling variants it holds exactly the rounds completed, so it is taken
   * before the first update of the present round is folded.
   */
  takeView(progress: number): void {
    const { replica } = this.#config;
    const { round } = this.#parts.rounds;
    if (this.#viewed.round === round) return;
    replica.view(this.#view);
    this.#parts.pacer.viewed(this.#view);
    this.#parts.elastic.viewed();
    this.#parts.substitutes.addTo(this.#view);
    const clockDigest = replica.clock.digest();
    const mark = this.#parts.staleness.viewed();
    this.#viewed = { round, progress, clockDigest, mark };
  }

  /** Begins the next block, with its first gradient. */
  begin(progress: number, now: number): PeerAction {
    const { variant } = this.#config;
    if (!namesRounds(variant)) this.#viewed.round = -1;
    this.takeView(progress);
    this.#parts.weights.begin();
    this.#parts.choice.begin();
    const most = this.#parts.localSteps.next();
    const unit = this.#parts.epochs.next();
    const { epoch } = this.#parts.epochs;
    const id = ++this.#jobs;
    this.#job = { ...this.#viewed, id, unit, epoch, most, taken: [] };
    this.#parts.overtaken.begin(now);
    this.occupation.begin(now);
    this.#parts.elastic.begun(now);
    if (this.#jobView !== this.#view) this.#jobView.set(this.#view);
    const view = this.#memory ?? new Float32Array(this.#view.length);
    this.#memory = undefined;
    view.set(this.#view);
    return this.#compute(this.#job, view);
  }

  #compute(job: Job, view: Float32Array): PeerAction {
    const { unit, epoch, taken } = job;
    const { seed } = this.#config;
    return {
      kind: "compute",
      job: job.id,
      unit,
      localStep: taken.length,
      seed: hash32(seed, this.#parts.epochs.seat, epoch, unit),
      view,
      progress: this.#progressOf(job),
    };
  }

  /** With the own steps that are in the view, and nobody else's. */
  #progressOf({ progress, taken: { length } }: Job): number {
    return length === 0 ? progress : progress + length / this.#parts.allUnits;
  }

  /**
   * Takes the step that a gradient makes: then comes the next one of the block, or
   * their sum is published.
   *
   * @returns what to compute or to send; undefined where the job was cancelled meanwhile
   */
  finish(
    id: number,
    gradient: Gradient,
    now: number,
  ): PeerAction | undefined {
    const job = this.#job;
    if (job === undefined || job.id !== id) return undefined;
    const memory = gradient.memory;
    const isLast = job.taken.length + 1 === job.most ||
      this.#parts.epochs.endsBlock;
    const next = memory ??
      (isLast ? undefined : new Float32Array(this.#view.length));
    this.publisher.block.take(gradient, {
      view: this.#jobView,
      progress: this.#progressOf(job),
      ...(job.most === 1 || next === undefined ? {} : { next }),
    });
    job.taken.push(job.unit);
    if (next !== undefined && !isLast) {
      job.unit = this.#parts.epochs.next();
      job.id = ++this.#jobs;
      return this.#compute(job, next);
    }
    this.#memory = memory;
    this.#job = undefined;
    this.occupation.end(now);
    // Whoever went on past a quorum counts in the round that it arrives in.
    const round = namesRounds(this.#config.variant)
      ? Math.max(job.round, this.#parts.rounds.round)
      : job.round;
    const update = this.#form(job, round, now);
    const { units, computeMs } = update.header;
    this.#parts.overtaken.finish(
      this.#parts.localSteps.wholeBlock(units, computeMs),
    );
    return this.#publish(update, now);
  }

  #form(job: Job, round: number, now: number): Update {
    const { epoch, clockDigest, mark, taken } = job;
    const { epochs, staleness, pacer } = this.#parts;
    epochs.closeBlock(taken.length);
    staleness.published(mark, pacer.k);
    const update = this.publisher.form({
      ...this.#turn({ round, epoch, clockDigest }, now),
      weight: this.#parts.weights.of({
        view: this.#jobView,
        units: taken.length,
      }),
      units: taken,
      codec: this.#parts.choice.codec,
      mayHoldBack: this.#parts.elastic.hold.share,
    });
    this.#parts.choice.published(update, this.publisher.stepNorm);
    return update;
  }

  /** Publishes an empty update, so that no barrier waits. */
  rest(progress: number, now: number): PeerAction {
    this.#parts.epochs.rest();
    this.takeView(progress);
    const { round, clockDigest } = this.#viewed;
    const { epoch } = this.#parts.epochs;
    const turn = this.#turn({ round, epoch, clockDigest }, now);
    const { base: weight } = this.#parts.weights;
    return this.#publish(this.publisher.rest({ ...turn, weight }), now);
  }

  #turn(
    place: Pick<Turn, "round" | "epoch" | "clockDigest">,
    now: number,
  ): Omit<Turn, "units" | "weight" | "codec" | "mayHoldBack"> {
    return {
      ...place,
      entries: this.#parts.herald.published(now),
      signs: this.#parts.balance.takeSigns(),
    };
  }

  #publish(update: Update, now: number): PeerAction {
    const { feed, header } = update;
    const admission = this.#config.replica.append(update);
    if (admission.kind !== "next") {
      throw new Error(
        `Cannot publish update ${header.seq}: own replica says ${admission.kind}`,
      );
    }
    this.#parts.rounds.arrived(feed);
    this.#parts.rounds.publish(header.round);
    this.#parts.swarm.acknowledged.published(header.seq, now);
    let frame: Uint8Array | undefined;
    return {
      kind: "publish",
      type: "update",
      // Made when it is asked for: nobody asks where a large payload is announced.
      get frame() {
        return frame ??= frameOfUpdate(update);
      },
      content: { kind: "update", update },
    };
  }

  /**
   * Gives the present gradient up; its unit comes next again.
   *
   * What steps of its block are taken are published all the same, as of the round
   * whose view they were computed at, and so late: whatever was published counts,
   * but takes the place of no later update of this peer's.
   *
   * @param isOver nothing may be published any more: the block's units come again
   */
  giveUp(isOver: boolean, now: number): PeerAction[] {
    const job = this.#job!;
    this.#job = undefined;
    this.occupation.end(now);
    this.#parts.overtaken.cancel(now);
    this.#parts.epochs.putBack(job.unit);
    this.cancelled++;
    const cancel = { kind: "cancel", job: job.id } as const;
    if (job.taken.length === 0) return [cancel];
    if (!isOver) {
      return [cancel, this.#publish(this.#form(job, job.round, now), now)];
    }
    for (const unit of job.taken.toReversed()) this.#parts.epochs.putBack(unit);
    this.publisher.block.drop();
    return [cancel];
  }
}
