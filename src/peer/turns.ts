import { dealUnits, RandomOrder, type Share } from "../ordering/mod.ts";
import { hash32 } from "../random/mod.ts";
import { type FeedId, frameOfUpdate } from "../replica/mod.ts";
import { cancels, updatesPerStep } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Gradient, PeerAction } from "./events.ts";
import type { Herald } from "./herald.ts";
import { Publisher } from "./publisher.ts";
import type { Rounds } from "./rounds.ts";
import type { Swarm } from "./swarm.ts";

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
  readonly #publicKey: string;
  readonly #order: RandomOrder;
  readonly #view: Float32Array;
  #viewed: Viewed = { round: -1, progress: 0, clockDigest: new Uint8Array(8) };
  #job: Job | undefined;
  #jobs = 0;

  /** @param publicKey hex; its rank among all decides the share of the data */
  constructor(
    parts: {
      config: PeerConfig;
      swarm: Swarm;
      rounds: Rounds;
      herald: Herald;
      publicKey: string;
    },
  ) {
    const { config } = parts;
    this.#config = config;
    this.#swarm = parts.swarm;
    this.#rounds = parts.rounds;
    this.#herald = parts.herald;
    this.#publicKey = parts.publicKey;
    this.publisher = new Publisher(config);
    const { trainable, state } = config.replica.rules.layout;
    this.#view = new Float32Array(trainable + state);
    this.#order = new RandomOrder({
      seed: config.seed,
      share: () => this.#share(),
    });
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
    this.#viewed = { round, progress, clockDigest: replica.clock.digest() };
  }

  /** Begins the next gradient. */
  begin(progress: number): PeerAction {
    const { variant, seed } = this.#config;
    if (!cancels(variant)) this.#viewed.round = -1;
    this.takeView(progress);
    const unit = this.#order.next();
    const { epoch } = this.#order;
    const id = ++this.#jobs;
    this.#job = { ...this.#viewed, id, unit, epoch };
    return {
      kind: "compute",
      job: id,
      unit,
      seed: hash32(seed, this.#order.seat, epoch, unit),
      view: this.#view.slice(),
    };
  }

  /**
   * Publishes what a gradient makes of the model.
   *
   * @param k the quorum in force, which sets the least divisor of the weight
   * @returns the frame to send; undefined where the job was cancelled meanwhile
   */
  finish(
    id: number,
    gradient: Gradient,
    k: number,
    now: number,
  ): { feed: FeedId; frame: Uint8Array } | undefined {
    const job = this.#job;
    if (job === undefined || job.id !== id) return undefined;
    this.#job = undefined;
    const { replica, variant } = this.#config;
    const live = this.#swarm.size;
    const measured = this.#rounds.updatesPerRound(live);
    const n = updatesPerStep({ variant, k, live, measured });
    const { round, epoch, unit, progress, clockDigest } = job;
    const entries = this.#herald.published(now);
    const update = this.publisher.form(
      gradient,
      this.#view,
      { round, epoch, unit, progress, clockDigest, entries, weight: 1 / n },
    );
    const admission = replica.append(update);
    if (admission.kind !== "next") {
      throw new Error(
        `Cannot publish update ${update.header.seq}: own replica says ${admission.kind}`,
      );
    }
    this.#rounds.arrived(update.feed);
    this.#rounds.publish(round);
    this.#swarm.published(this.publisher.writer.seq, now);
    return { feed: update.feed, frame: frameOfUpdate(update) };
  }

  /** Gives the present gradient up; its unit comes next again. */
  cancel(): PeerAction {
    const job = this.#job!;
    this.#job = undefined;
    this.#order.putBack(job.unit);
    this.cancelled++;
    return { kind: "cancel", job: job.id };
  }

  /**
   * Units are dealt to seats, a peer's rank among the public keys: so the same
   * swarm repeats its run to the last bit whoever sits where.
   */
  #share(): Share {
    const { units, ownData, seed } = this.#config;
    const roster = this.#swarm.members.live().map((member) => member.publicKey);
    roster.push(this.#publicKey);
    const seats = roster.sort().map((_, rank) => `${rank}`);
    const seat = `${roster.indexOf(this.#publicKey)}`;
    if (ownData) {
      return { seat, units: Uint32Array.from({ length: units }, (_, i) => i) };
    }
    return { seat, units: dealUnits(units, seats, seed).get(seat)! };
  }
}
