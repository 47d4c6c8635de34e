import { type FeedId, feedIdOf, toHex, type Update } from "../replica/mod.ts";
import { Balance } from "./balance.ts";
import { BackPressure } from "./back_pressure.ts";
import { Changes } from "./changes.ts";
import { CodecChoice } from "./codec_choice.ts";
import type { PeerConfig } from "./config.ts";
import { Course } from "./course.ts";
import { Elastic } from "./elastic.ts";
import type { PeerAction, PeerEvent } from "./events.ts";
import { Forks } from "./forks.ts";
import { LocalSteps } from "./local_steps.ts";
import { HerdingWatch } from "./herding_watch.ts";
import { Herald } from "./herald.ts";
import { Orphans } from "./orphans.ts";
import { OwnEpochs } from "./own_epochs.ts";
import { Overtaken } from "./overtaken.ts";
import { PaceRecords } from "./pace_records.ts";
import { NormBound } from "./norm_bound.ts";
import { Pacer } from "./pacer.ts";
import { Progress } from "./progress.ts";
import { Recovery, WINDOW } from "./recovery.ts";
import { Retention } from "./retention.ts";
import { Roster } from "./roster.ts";
import { Rounds } from "./rounds.ts";
import { Swarm } from "./swarm.ts";
import { Staleness } from "./staleness.ts";
import { Substitutes } from "./substitutes.ts";
import { Turns } from "./turns.ts";
import { Weights } from "./weights.ts";

const NOTHING: PeerAction[] = [];

/** The parts that one peer is made of, and what they want done. */
export class PeerParts {
  /** The feed that this peer publishes. */
  readonly feed: FeedId;
  /** Hex of the own public key. */
  readonly publicKey: string;
  /** Own updates that a live peer may have yet to fold. */
  readonly window: number;
  /** Who else is there. */
  readonly swarm: Swarm;
  /** Folding, and which round it is. */
  readonly rounds: Rounds;
  /** Telling the others. */
  readonly herald: Herald;
  /** Who takes part, and what each is dealt. */
  readonly roster: Roster;
  /** Units whose owner is lost. */
  readonly orphans: Orphans;
  /** What updates bring to ordering. */
  readonly changes: Changes;
  /** How far orders stray. */
  readonly herding: HerdingWatch;
  /** Coordinated orders. */
  readonly balance: Balance;
  /** Which unit comes next. */
  readonly epochs: OwnEpochs;
  /** How long everybody's gradients take. */
  readonly records: PaceRecords;
  /** How many to wait for. */
  readonly pacer: Pacer;
  /** How many local steps updates are made of. */
  readonly localSteps: LocalSteps;
  /** What becomes of a gradient that a quorum has overtaken. */
  readonly overtaken: Overtaken;
  /** How much norm makes a round complete. */
  readonly normBound: NormBound;
  /** What stands in for missing updates in the own views. */
  readonly substitutes: Substitutes;
  /** How stale the own gradients are. */
  readonly staleness: Staleness;
  /** What factor a step is published with. */
  readonly weights: Weights;
  /** How far views may be from all that was published. */
  readonly elastic: Elastic;
  /** How own updates are made. */
  readonly choice: CodecChoice;
  /** The own gradients and updates. */
  readonly turns: Turns;
  /** Whom to wait for. */
  readonly backPressure: BackPressure;
  /** How far the swarm is. */
  readonly progress: Progress = new Progress();
  /** Getting what is missing. */
  readonly recovery: Recovery;
  /** Feeds that have forked. */
  readonly forks: Forks;
  /** Epochs, evaluations, and the reason to stop. */
  readonly course: Course;
  /** What others may need is kept, and no more. */
  readonly retention: Retention;
  #actions: PeerAction[] = [];

  /** Makes all parts of a peer. */
  constructor(readonly config: PeerConfig) {
    this.window = config.window ?? WINDOW;
    this.feed = feedIdOf(config.signer.publicKey, config.incarnation);
    this.publicKey = toHex(config.signer.publicKey);
    this.swarm = new Swarm(this.feed, this.emit);
    this.rounds = new Rounds(config.replica, config.variant);
    this.herald = new Herald(this);
    this.backPressure = new BackPressure(this.swarm, this.window, this.emit);
    this.records = new PaceRecords(this);
    this.pacer = new Pacer(this);
    this.localSteps = new LocalSteps(this);
    this.roster = new Roster(this);
    this.orphans = new Orphans(this);
    this.changes = new Changes(this);
    this.herding = new HerdingWatch(this);
    this.balance = new Balance(this);
    this.epochs = new OwnEpochs(this);
    this.overtaken = new Overtaken(this);
    this.normBound = new NormBound(this);
    this.substitutes = new Substitutes(this);
    this.staleness = new Staleness(this);
    this.weights = new Weights(this);
    this.elastic = new Elastic(this);
    this.choice = new CodecChoice(this);
    this.turns = new Turns(this);
    this.recovery = new Recovery(this);
    this.forks = new Forks(this);
    this.course = new Course(this);
    this.retention = new Retention(this);
    this.progress.units = config.replica.units;
  }

  /** Passes over the data, all peers together: units folded over N. */
  get passes(): number {
    return this.progress.units / this.allUnits;
  }

  /** Units of everybody's data, N. */
  get allUnits(): number {
    const { units, ownData } = this.config;
    return ownData ? units + this.swarm.members.liveUnits : units;
  }

  /** An update was just added to the model. */
  readonly folded = (update: Update): void => {
    const { header, feed } = update;
    const { balance, herding } = this;
    this.progress.fold(header.units, header.loss);
    this.herald.folded(feed);
    for (const unit of this.orphans.fold(update)) this.epochs.drop(unit);
    this.staleness.fold(update);
    this.weights.fold(update);
    this.normBound.fold(update);
    this.substitutes.fold(update);
    this.pacer.fold(header);
    this.localSteps.fold(update);
    this.elastic.folded(update);
    this.choice.fold(update);
    if (!balance.isOn && !herding.isOn) return;
    balance.hear(update);
    const change = this.changes.of(update, balance.isOn ? "all" : "some");
    if (change === undefined) return;
    herding.fold(change);
    if (balance.isOn) balance.fold(change);
  };

  /** Wants something done. */
  act = (action: PeerAction): void => {
    this.#actions.push(action);
  };

  /** Tells whoever watches. */
  emit = (event: PeerEvent): void => {
    this.#actions.push({ kind: "event", event });
  };

  /** What is to be done since this was last asked. */
  takeActions(): PeerAction[] {
    const actions = this.#actions;
    if (actions.length === 0) return NOTHING;
    this.#actions = [];
    return actions;
  }
}
