import type { PeerAction, PeerEvent, PeerInput } from "../../peer/mod.ts";
import { decodeFrame, type Frame, type Update } from "../../replica/mod.ts";
import type { Fault } from "../fault.ts";
import type { Observer } from "../observer.ts";
import type { SimulationOptions } from "../options.ts";
import type { VirtualPeer } from "../virtual_peer.ts";
import { Agreement } from "./agreement.ts";
import { BytesByClock, checkBytes } from "./check_bytes.ts";
import { checkModel } from "./check_model.ts";
import { checkSaid, takePublished } from "./check_published.ts";
import { checkCoverage } from "./check_coverage.ts";
import { checkMembers } from "./check_members.ts";
import { DataHeard } from "./data_heard.ts";
import { Findings } from "./findings.ts";
import type { InvariantsOptions } from "./options.ts";
import { ElasticWatch } from "./elastic_watch.ts";
import { LossWatch } from "./loss_watch.ts";
import { Oracle } from "./oracle.ts";
import { OrderWatch } from "./order_watch.ts";
import { Separations } from "./separations.ts";
import { SynchronyWatch } from "./synchrony_watch.ts";
import { describeViolation, type Violation } from "./violation.ts";
import { WaitWatch } from "./wait_watch.ts";
import { type Report, WatchedPeer } from "./watched_peer.ts";

/** In larger swarms a replica is held against the oracle less often than at each event. */
const SMALL = 32;

/**
 * Watches a simulation while it runs, and holds it against what must always be so:
 * see {@linkcode Invariant}. A model is compared with an oracle of its own, after
 * every event at sampled coordinates and by its fingerprint, at intervals and at
 * the end by all of its bytes.
 *
 * @example
 * ```ts ignore
 * const invariants = new Invariants(options);
 * const simulation = new Simulation({ ...options, observers: [invariants] });
 * simulation.runSync();
 * console.assert(invariants.broken.length === 0);
 * ```
 */
export class Invariants implements Observer {
  readonly #findings: Findings;
  readonly #report: Report;
  readonly #options: SimulationOptions;
  readonly #every: number;
  readonly #present: (WatchedPeer | undefined)[] = [];
  readonly #all: WatchedPeer[] = [];
  readonly #orders = new Map<WatchedPeer, OrderWatch>();
  readonly #waits: WaitWatch;
  readonly #separations = new Separations();
  readonly #agreement: Agreement;
  readonly #bytes: BytesByClock;
  readonly #data: DataHeard;
  #oracle: Oracle | undefined;
  #synchrony: SynchronyWatch | undefined;
  #elastic: ElasticWatch | undefined;
  #isFixed: boolean;
  /** Peers have gone, and nothing else has befallen. */
  #isOnlyLosing: boolean;
  readonly #losses = new LossWatch();
  #events = 0;
  #now = 0;

  /**
   * @param options what the simulation is made with
   */
  constructor(
    options: SimulationOptions,
    {
      stopAtFirst = false,
      every = 512,
      hearing = 100,
    }: InvariantsOptions = {},
  ) {
    const { peers, waitFor = peers, network: { requestTimeout = 200 } = {} } =
      options;
    this.#options = options;
    this.#findings = new Findings(stopAtFirst, () => this.#now);
    this.#report = this.#findings.report;
    this.#every = every;
    this.#isFixed = this.#isOnlyLosing = waitFor >= peers;
    this.#data = new DataHeard(options);
    this.#bytes = new BytesByClock(this.#report);
    this.#agreement = new Agreement(this.#report, this.#separations, hearing);
    this.#waits = new WaitWatch(
      this.#report,
      this.#separations,
      (peer) => peer < peers ? waitFor : 1,
      hearing + requestTimeout,
    );
  }

  /** What was broken, the first few of each invariant. */
  get violations(): readonly Violation[] {
    return this.#findings.violations;
  }

  /** What was broken, in words. */
  get broken(): string[] {
    return this.violations.map(describeViolation);
  }

  /** Pairs of peers that ended with different models for a reason that counts. */
  get excused(): number {
    return this.#agreement.excused;
  }

  /** Whether nothing can happen any more until somebody starts another peer. */
  get isHopeless(): boolean {
    return this.#waits.isHopeless();
  }

  /** See {@linkcode Observer.appeared}. */
  appeared(machine: VirtualPeer, now: number): void {
    this.#now = now;
    const { problem, peers, waitFor } = this.#options;
    const oracle = this.#oracle ??= new Oracle(
      problem.layout,
      problem.start,
      machine.replica.fingerprints,
    );
    const about = [this.#options, oracle, this.#report] as const;
    this.#synchrony ??= new SynchronyWatch(...about);
    this.#elastic ??= new ElasticWatch(...about);
    const isNew = machine.index >= peers || machine.starts > 1;
    if (isNew) this.#isFixed = this.#isOnlyLosing = false;
    const isLate = isNew || (waitFor ?? peers) < peers;
    const watched = new WatchedPeer(machine, oracle, isLate);
    this.#present[machine.index] = watched;
    this.#all.push(watched);
    this.#data.appeared(watched);
    const dealing = this.#data.dealtTo(watched);
    this.#orders.set(watched, new OrderWatch(watched, dealing, this.#report));
    this.#synchrony.appeared(watched);
    this.#waits.appeared(watched, now);
    checkModel(watched, oracle, this.#data.heardBy(watched), this.#report);
    this.#note(watched);
  }

  /** See {@linkcode Observer.handled}. */
  handled(
    machine: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
    now: number,
  ): void {
    this.#now = now;
    const oracle = this.#oracle!;
    const watched = this.#present[machine.index]!;
    this.#waits.input(watched, input, now);
    if (input.kind === "gradient") {
      this.#orders.get(watched)!.computes(input.job);
    }
    const said: Frame[] = [];
    for (const action of actions) {
      // What changes the roster may come before an update of the same turn.
      if (action.kind === "event") this.#happened(action.event, watched);
      if (action.kind !== "publish") continue;
      const frame = decodeFrame(action.frame);
      said.push(frame);
      if (frame.kind === "update") this.#published(frame.update, watched);
      if (frame.kind === "status") {
        this.#orders.get(watched)!.says(frame.status.seat);
      }
    }
    const isDue = said.length > 0 || this.#isDue(watched);
    const moved = isDue &&
      checkModel(watched, oracle, this.#data.heardBy(watched), this.#report);
    checkSaid(said, watched, {
      oracle,
      total: this.#data.heardBy(watched),
      report: this.#report,
    });
    for (const action of actions) {
      if (action.kind !== "publish") this.#acted(action, watched, said);
    }
    this.#elastic!.handled(watched, input, actions);
    this.#waits.handled(watched, moved, now);
    this.#note(watched);
    if (++this.#events % this.#every === 0) this.#lookAround();
  }

  /** See {@linkcode Observer.befell}. */
  befell(fault: Fault, now: number): void {
    this.#now = now;
    if (fault.kind !== "slow" && fault.kind !== "loss") this.#isFixed = false;
    const isLoss = fault.kind === "crash" || fault.kind === "leave";
    if (!isLoss) this.#isOnlyLosing &&= this.#isFixed;
    this.#waits.befell(fault, now);
    this.#separations.befell(fault, now);
  }

  /** See {@linkcode Observer.ended}. */
  ended(now: number): void {
    this.#now = now;
    this.#lookAround();
    checkBytes(this.#all, this.#oracle!, this.#report);
    this.#agreement.check();
    // Where data are the own, whoever has visited all of them has done his part.
    const { ownData, problem: { units } } = this.#options;
    if (ownData !== undefined || !this.#isOnlyLosing) return;
    const orders = [...this.#orders.values()];
    if (this.#isFixed) checkCoverage(orders, units, this.#report);
    else this.#losses.check(orders, units, this.#report);
  }

  #published(update: Update, watched: WatchedPeer): void {
    const log = takePublished(update, watched, this.#oracle!, this.#report);
    if (log === undefined) return;
    this.#synchrony!.publishes(update, watched);
    this.#orders.get(watched)!.publishes(update.header);
  }

  #acted(
    action: PeerAction,
    watched: WatchedPeer,
    said: readonly Frame[],
  ): void {
    this.#waits.acts(watched, action, this.#now);
    const order = this.#orders.get(watched)!;
    switch (action.kind) {
      case "compute":
        order.begins(action.job, action.unit);
        break;
      case "cancel":
        order.cancels(action.job);
        break;
      case "finished":
        this.#finished(action.reason, watched, said);
        break;
    }
  }

  #happened(event: PeerEvent, watched: WatchedPeer): void {
    const { type } = event;
    if (type === "done") watched.endingAt = this.#now;
    else if (type === "started" || type === "joined") {
      watched.beganAt = this.#now;
    }
    // Who is not there at the start is dealt nothing by some, or all.
    const isPart = type === "started" && event.members < this.#options.peers;
    if (isPart || type === "joining") this.#isOnlyLosing = false;
    // Who comes late to the start counts for nobody until it has caught up.
    const isChange = type === "member-suspected" || type === "joining" ||
      (type === "member-left" && watched.endingAt === Infinity);
    if (!isChange) return;
    this.#losses.noticed(this.#orders.values());
    this.#isFixed = this.#synchrony!.isFull = false;
  }

  #finished(
    reason: string,
    watched: WatchedPeer,
    said: readonly Frame[],
  ): void {
    watched.finishedAt = this.#now;
    const hasLeft = said.some((frame) =>
      frame.kind === "status" && frame.status.flags.leaving
    );
    if (hasLeft || reason.startsWith("diverged")) return;
    for (const member of watched.peer.swarm.members.live()) {
      watched.regarded.add(member.feed);
    }
    this.#agreement.finished(watched);
  }

  /** Every event of a small swarm; in a large one a look costs as many additions as there are feeds. */
  #isDue(watched: WatchedPeer): boolean {
    const peers = this.#present.length;
    if (peers <= SMALL || watched.peer.phase === "finished") return true;
    return watched.unlooked++ % Math.ceil(peers / SMALL) === 0;
  }

  #note(watched: WatchedPeer): void {
    watched.k = watched.peer.k;
    watched.live = watched.peer.swarm.size;
  }

  /** What is too dear for each event. */
  #lookAround(): void {
    this.#waits.check(this.#now);
    for (const watched of this.#present) {
      if (watched === undefined || !watched.machine.alive) continue;
      this.#bytes.compare(watched);
      checkMembers(watched, this.#all, this.#oracle!, this.#report);
    }
  }
}
