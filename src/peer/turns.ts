import { hash32 } from "../random/mod.ts";
import { frameOfUpdate, type Update } from "../replica/mod.ts";
import { countsPeers, namesRounds, normBeta } from "../synchronicity/mod.ts";
import type { Balance } from "./balance.ts";
import type { PeerConfig } from "./config.ts";
import type { Elastic } from "./elastic.ts";
import type { Gradient, PeerAction } from "./events.ts";
import type { Herald } from "./herald.ts";
import type { EpochMemory } from "./epoch_memory.ts";
import type { OwnEpochs } from "./own_epochs.ts";
import type { Overtaken } from "./overtaken.ts";
import type { Pacer } from "./pacer.ts";
import { Publisher, type Turn } from "./publisher.ts";
import type { Rounds } from "./rounds.ts";
import type { Substitutes } from "./substitutes.ts";
import type { Swarm } from "./swarm.ts";
import type { Weights } from "./weights.ts";

/** Where the swarm stood when a view was taken. */
interface Viewed {
  round: number;
  progress: number;
  clockDigest: Uint8Array;
}

/** A computation that training/ was asked for. */
interface Job extends Viewed {
  id: number;
  unit: number;
  epoch: number;
}

/**
 * The own turns of the wheel: take the next unit, have its gradient computed at
 * the present view, publish the update; or cancel, and put the unit back.
 */
export class Turns {
  /** Computations thrown away. */
  cancelled = 0;
  /** Forms and signs the updates. */
  readonly publisher: Publisher;
  readonly #config: PeerConfig;
  readonly #swarm: Swarm;
  readonly #rounds: Rounds;
  readonly #herald: Herald;
  readonly #balance: Balance;
  readonly #pacer: Pacer;
  readonly #overtaken: Overtaken;
  readonly #elastic: Elastic;
  readonly #substitutes: Substitutes;
  readonly #weights: Weights;
  readonly #epochs: OwnEpochs;
  readonly #view: Float32Array;
  /** The view of the gradient in progress: a later round may be looked at meanwhile. */
  readonly #jobView: Float32Array;
  #viewed: Viewed = { round: -1, progress: 0, clockDigest: new Uint8Array(8) };
  #job: Job | undefined;
  #jobs = 0;

  /** Has computed nothing yet. */
  constructor(
    parts: {
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
      weights: Weights;
    },
  ) {
    const { config } = parts;
    this.#config = config;
    this.#swarm = parts.swarm;
    this.#rounds = parts.rounds;
    this.#herald = parts.herald;
    this.#balance = parts.balance;
    this.#epochs = parts.epochs;
    this.#pacer = parts.pacer;
    this.#overtaken = parts.overtaken;
    this.#elastic = parts.elastic;
    this.#substitutes = parts.substitutes;
    this.#weights = parts.weights;
    this.publisher = new Publisher(config);
    const { trainable, state } = config.replica.rules.layout;
    this.#view = new Float32Array(trainable + state);
    const goesOn = config.variant === "auto" ||
      normBeta(config.k) !== undefined;
    this.#jobView = goesOn ? new Float32Array(trainable + state) : this.#view;
  }

  /** Begins with the swarm's epoch, or goes on, where nothing was begun before. */
  startAt(epoch: number): void {
    if (this.#jobs === 0) this.#epochs.startAt(epoch);
  }

  /** Where this peer stands in its epoch; undefined before its first. */
  memory(passes: number): EpochMemory | undefined {
    return this.#epochs.memory(this.#job !== undefined, passes);
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
    const { round } = this.#rounds;
    if (this.#viewed.round === round) return;
    replica.view(this.#view);
    this.#pacer.viewed(this.#view);
    this.#elastic.viewed();
    this.#substitutes.addTo(this.#view);
    this.#viewed = { round, progress, clockDigest: replica.clock.digest() };
  }

  /** Begins the next gradient. */
  begin(progress: number, now: number): PeerAction {
    const { variant, seed } = this.#config;
    if (!namesRounds(variant)) this.#viewed.round = -1;
    this.takeView(progress);
    this.#weights.begin();
    const unit = this.#epochs.next();
    const { epoch, seat } = this.#epochs;
    const id = ++this.#jobs;
    this.#job = { ...this.#viewed, id, unit, epoch };
    this.#overtaken.begin(now);
    this.#elastic.begun(now);
    if (this.#jobView !== this.#view) this.#jobView.set(this.#view);
    return {
      kind: "compute",
      job: id,
      unit,
      seed: hash32(seed, seat, epoch, unit),
      view: this.#view.slice(),
      progress: this.#viewed.progress,
    };
  }

  /**
   * Publishes what a gradient makes of the model.
   *
   * @returns what to send; undefined where the job was cancelled meanwhile
   */
  finish(
    id: number,
    gradient: Gradient,
    now: number,
  ): PeerAction | undefined {
    const job = this.#job;
    if (job === undefined || job.id !== id) return undefined;
    this.#job = undefined;
    this.#overtaken.finish(gradient.computeMs);
    const { epoch, unit, progress, clockDigest } = job;
    // Whoever went on past a quorum counts in the round that it arrives in.
    const round = namesRounds(this.#config.variant)
      ? Math.max(job.round, this.#rounds.round)
      : job.round;
    const update = this.publisher.form(
      gradient,
      this.#jobView,
      {
        ...this.#turn({ round, epoch, clockDigest }, now),
        weight: this.#weights.of({ view: this.#jobView }),
        unit,
        progress,
        mayHoldBack: this.#elastic.hold.share,
      },
    );
    return this.#publish(update, now);
  }

  /**
   * What there is to do in this round: mostly a gradient. In an epoch that others
   * have one more unit of, the last round in full synchrony is a rest: then nobody
   * goes ahead, and pairs have contemporaries. And whoever is dealt nothing, as
   * there are more peers than units, rests or is idle.
   */
  get duty(): "compute" | "rest" | "idle" {
    if (!this.#epochs.isUsedUp) return "compute";
    const { variant } = this.#config;
    const waitsForAll = countsPeers(variant) &&
      this.#pacer.k >= this.#swarm.size;
    if (this.#epochs.mayRest && waitsForAll && namesRounds(variant)) {
      return "rest";
    }
    if (!this.#epochs.isDealtNothing) return "compute";
    return waitsForAll ? "rest" : "idle";
  }

  /** Publishes an empty update, so that no barrier waits. */
  rest(progress: number, now: number): PeerAction {
    this.#epochs.rest();
    this.takeView(progress);
    const { round, clockDigest } = this.#viewed;
    const { epoch } = this.#epochs;
    const turn = this.#turn({ round, epoch, clockDigest }, now);
    const { base: weight } = this.#weights;
    return this.#publish(this.publisher.rest({ ...turn, weight }), now);
  }

  #turn(
    place: Pick<Turn, "round" | "epoch" | "clockDigest">,
    now: number,
  ): Omit<Turn, "unit" | "progress" | "weight" | "mayHoldBack"> {
    return {
      ...place,
      entries: this.#herald.published(now),
      signs: this.#balance.takeSigns(),
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
    this.#rounds.arrived(feed);
    this.#rounds.publish(header.round);
    this.#swarm.acknowledged.published(header.seq, now);
    return {
      kind: "publish",
      type: "update",
      frame: frameOfUpdate(update),
      content: { kind: "update", update },
    };
  }

  /** Gives the present gradient up; its unit comes next again. */
  cancel(now: number): PeerAction {
    const job = this.#job!;
    this.#job = undefined;
    this.#overtaken.cancel(now);
    this.#epochs.putBack(job.unit);
    this.cancelled++;
    return { kind: "cancel", job: job.id };
  }
}
