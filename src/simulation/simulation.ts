import type { PeerInput } from "../peer/mod.ts";
import { Random } from "../random/mod.ts";
import type { Update } from "../replica/mod.ts";
import { befall } from "./befall.ts";
import { Connections, type Partition } from "./connections.ts";
import { Overlay } from "./overlay.ts";
import { Disks } from "./disks.ts";
import { SimulationError } from "./errors.ts";
import type { Series } from "./event_queue.ts";
import type { Observer } from "./observer.ts";
import type { SimulationOptions } from "./options.ts";
import { Performer } from "./performer.ts";
import { Roster } from "./roster.ts";
import { Timeline } from "./timeline.ts";
import { unlessSent } from "./unless_sent.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** A message on its way to many. */
export interface Broadcast extends Series {
  /** Who published it. */
  readonly from: VirtualPeer;
  /** Numbers of those whom it reaches, in the order of `times`. */
  readonly peers: Int32Array;
  /** What it is to them. */
  readonly input: PeerInput;
}

/**
 * A swarm in one process under a virtual clock, around the very same peers that
 * run on real machines. One seed decides everything: the same seed gives the same
 * run, byte for byte.
 *
 * @example
 * ```ts ignore
 * const simulation = new Simulation({
 *   seed: 1,
 *   peers: 8,
 *   problem,
 *   variant: "k-async",
 *   k: 4,
 *   faults: [{ kind: "crash", at: 500, peer: 3, restartAfter: 200, disk: true }],
 * });
 * await simulation.run();
 * console.log(`${simulation.events} events in ${simulation.now} ms`);
 * ```
 */
export class Simulation extends Timeline<Broadcast> {
  /** Inputs that peers have handled so far, deliveries included. */
  events = 0;
  /** Who has a link with whom, and what it is like. */
  readonly overlay: Overlay;
  /** Chance for whoever drives the simulation, such as a test. */
  readonly random: Random;
  /** How it was made. */
  readonly options: SimulationOptions;
  readonly #roster: Roster;
  readonly #performer: Performer;
  readonly #connections: Connections;
  readonly #disks: Disks;
  readonly #watching: readonly Observer[];
  #hasEnded = false;

  /** Makes the peers; each starts within the first millisecond. */
  constructor(options: SimulationOptions) {
    super();
    const { seed, network = {}, observers = [], faults = [] } = options;
    this.options = options;
    this.random = new Random("simulation", seed);
    this.overlay = new Overlay(network, new Random("overlay", seed));
    this.#disks = new Disks(this);
    this.#roster = new Roster(options);
    this.#performer = new Performer(this);
    this.#watching = observers.filter(({ handled }) => handled !== undefined);
    this.#connections = new Connections({
      overlay: this.overlay,
      peers: this.peers,
      changed: (peer, other, isOpen) => {
        this.#performer.pulling.changed(peer, other, isOpen);
        const { publicKey } = other.peer;
        const kind = isOpen ? "connected" : "disconnected";
        this.input(peer, { kind, publicKey });
      },
    });
    this.overlay.expect(options.peers);
    for (let i = 0; i < options.peers; i++) this.add();
    // Nobody's first word is to be missed by those that start after it.
    const first = [...this.peers];
    this.at(
      0,
      () => this.#connections.join(first.filter((peer) => peer.alive)),
    );
    for (const fault of faults) {
      this.at(fault.at, () => {
        if (!befall(this, fault)) return;
        for (const observer of observers) observer.befell?.(fault, this.now);
      });
    }
  }

  /** Everyone who ever took part, by number. */
  get peers(): readonly VirtualPeer[] {
    return this.#roster.peers;
  }

  /** Adds a peer, which starts within a millisecond. */
  add(): VirtualPeer {
    const peer = this.#roster.add();
    this.#start(peer);
    return peer;
  }

  /**
   * Starts a crashed peer again as a new incarnation.
   *
   * @param options.after ms until then; the run goes on meanwhile. For the others see `Fault`
   */
  restart(
    peer: VirtualPeer,
    { disk, moves, after = 0 }: {
      disk?: boolean;
      moves?: boolean;
      after?: number;
    } = {},
  ): void {
    if (peer.alive) {
      throw new SimulationError(
        `Cannot restart peer ${peer.index}: it is alive`,
      );
    }
    this.#roster.running++;
    this.after(after, () => {
      if (peer.alive) {
        this.#roster.running--;
        return;
      }
      this.#connections.breakAll(peer);
      if (moves) this.#connections.move(peer);
      if (!disk) peer.disk.wipe();
      this.#roster.begin(peer, 1);
      this.#start(peer);
    });
  }

  #start(peer: VirtualPeer): void {
    for (const observer of this.options.observers ?? []) {
      observer.appeared?.(peer, this.now);
    }
    const { peer: started } = peer;
    this.after(this.random.uniform(), () => {
      if (peer.peer !== started || !peer.alive) return;
      this.#roster.excuse([peer]);
      this.#disks.attach(peer);
      if (peer.gone) this.#connections.join([peer]);
      this.input(peer, { kind: "start" });
    });
  }

  /** Ends a peer without a word; for the options see `Fault`. */
  crash(
    peer: VirtualPeer,
    { silent = false, torn }: { silent?: boolean; torn?: number } = {},
  ): void {
    if (peer.isRunning) this.#roster.running--;
    peer.alive = false;
    peer.disk.crash(this.now, torn);
    peer.inbox.length = 0;
    peer.jobs.clear();
    this.#connections.leave(peer, silent);
  }

  /** Asks a peer to leave politely. */
  leave(peer: VirtualPeer): void {
    peer.left = true;
    this.input(peer, { kind: "stop" });
  }

  /** Stops a peer's event loop: what reaches it is read when it thaws; `deaf`: nothing does. */
  freeze(peer: VirtualPeer, { deaf = false }: { deaf?: boolean } = {}): void {
    peer.suspended = true;
    peer.deaf = deaf;
  }

  /** Lets a frozen peer go on: timers first, then what has come meanwhile. */
  thaw(peer: VirtualPeer): void {
    if (!peer.suspended) return;
    this.#roster.excuse([peer]);
    peer.suspended = false;
    this.input(peer, { kind: "tick" });
    for (const input of peer.inbox.splice(0)) this.input(peer, input);
    for (const take of peer.mail.splice(0)) take();
    if (!peer.deaf) return;
    peer.deaf = false;
    this.#connections.reopen(peer);
  }

  /**
   * Cuts all links between a group and everybody else.
   *
   * @param silent connections do not break with it
   * @returns what {@linkcode Simulation.heal} ends
   */
  partition(group: readonly VirtualPeer[], silent = true): Partition {
    return this.#connections.partition(group, silent);
  }

  /** Ends one partition, or mends all links; who had lost a connection has it again. */
  heal(partition?: Partition): void {
    this.#roster.excuse(this.peers);
    this.#connections.heal(partition);
  }

  /** Whether any part of the swarm is cut off. */
  get isParted(): boolean {
    return this.#connections.hasPartitions;
  }

  /** Hands a peer an input, now or when it thaws. */
  input(peer: VirtualPeer, input: PeerInput): void {
    if (!peer.isRunning) return;
    if (peer.suspended) {
      const kept = peer.deaf ? unlessSent(input) : input;
      if (kept !== undefined && kept.kind !== "tick") peer.inbox.push(kept);
      return;
    }
    this.events++;
    const actions = peer.peer.handle(input, peer.clock.read(this.now));
    for (let i = 0; i < this.#watching.length; i++) {
      this.#watching[i]!.handled!(peer, input, actions, this.now);
    }
    for (let i = 0; i < actions.length; i++) {
      this.#performer.perform(peer, actions[i]!);
    }
  }

  /** Spreads a message by gossip. */
  broadcast(from: VirtualPeer, input: PeerInput, bytes: number): void {
    const { count, peers, times } = this.overlay.broadcast(
      from.index,
      bytes,
      this.now,
    );
    this.schedule({ count, peers, times, next: 0, from, input });
  }

  /** A peer has finished; its connections close `linger` ms later. */
  finish(peer: VirtualPeer, reason: string, linger: number): void {
    peer.finished = reason;
    peer.finishedAt = this.now;
    this.#roster.running--;
    const { peer: incarnation } = peer;
    this.after(linger, () => {
      if (peer.peer === incarnation) this.#connections.leave(peer, false);
    });
  }

  /** The peer publishes an update. */
  publish(peer: VirtualPeer, update: Update): void {
    this.#disks.publish(peer, update);
  }

  /** The peer has completed an epoch. */
  endEpoch(peer: VirtualPeer): void {
    this.#disks.endEpoch(peer);
  }

  /**
   * The peer with a public key, in hex.
   *
   * @throws {SimulationError} If there is none
   */
  find(publicKey: string): VirtualPeer {
    return this.#roster.find(publicKey);
  }

  /** Tells the observers, once, that the run is over. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const observer of this.options.observers ?? []) {
      observer.ended?.(this.now);
    }
  }

  /** Whether nobody runs, nor will again. */
  protected override get isOver(): boolean {
    if (this.#roster.running > 0) return false;
    this.end();
    return true;
  }

  /** A message reaches somebody, unless a partition has come between them meanwhile. */
  protected override happen(broadcast: Broadcast): void {
    const to = this.peers[broadcast.peers[broadcast.next - 1]!]!;
    const connections = this.#connections;
    if (
      connections.hasPartitions && connections.areParted(broadcast.from, to)
    ) return;
    this.input(to, broadcast.input);
  }
}
