import { Random } from "../random/mod.ts";
import { SimulationError } from "./errors.ts";
import type { SimulationOptions } from "./options.ts";
import { PeerFactory } from "./peer_factory.ts";
import { SkewedClock } from "./skewed_clock.ts";
import { VirtualPeer } from "./virtual_peer.ts";

/** The machines of a simulation, and how many of them are still at it. */
export class Roster {
  /** Everyone who ever took part, by number. */
  readonly peers: VirtualPeer[] = [];
  /** Peers that run, or will run again: the simulation goes on while there is one. */
  running = 0;
  readonly #options: SimulationOptions;
  readonly #factory: PeerFactory;
  readonly #byKey = new Map<string, VirtualPeer>();

  /** Nobody is there as yet. */
  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#factory = new PeerFactory(options);
  }

  /** Adds a machine, and its first incarnation. */
  add(): VirtualPeer {
    const { seed, peers, waitFor = peers } = this.#options;
    const index = this.peers.length;
    const random = new Random("clock", seed, index);
    const peer = new VirtualPeer(
      index,
      this.#drawClock(random),
      new Random("compute", seed, index),
    );
    this.peers.push(peer);
    this.running++;
    this.begin(peer, index < peers ? waitFor : 1);
    this.#byKey.set(peer.peer.publicKey, peer);
    return peer;
  }

  /** Gives a machine its next incarnation, which comes back to what is on its disk. */
  begin(peer: VirtualPeer, waitFor: number): void {
    const { index, disk } = peer;
    const incarnation = peer.starts + 1;
    if (incarnation > 1) {
      // A process's monotonic clock begins anywhere, earlier than the last one, too.
      const { seed } = this.#options;
      peer.clock = this.#drawClock(
        new Random("clock", seed, index, incarnation),
      );
    }
    const log = disk.log.map(({ update }) => update);
    peer.begin(this.#factory.create({
      index,
      incarnation,
      waitFor,
      disk: disk.newest,
      log,
    }));
  }

  #drawClock(random: Random): SkewedClock {
    const { offset = 0, drift = 0 } = this.#options.clocks ?? {};
    return new SkewedClock(
      offset * random.uniform(),
      drift * (2 * random.uniform() - 1),
    );
  }

  /**
   * The peer with a public key, in hex.
   *
   * @throws {SimulationError} If there is none
   */
  find(publicKey: string): VirtualPeer {
    const peer = this.#byKey.get(publicKey);
    if (peer !== undefined) return peer;
    throw new SimulationError(`Cannot find a peer with the key ${publicKey}`);
  }

  /**
   * Whoever returns while others end may find nobody left to learn from, and some
   * of those may end before they have heard of it: they need not agree.
   */
  excuse(returning: readonly VirtualPeer[]): void {
    const ending = this.peers.filter(({ alive, peer }) =>
      alive && (peer.phase === "finishing" || peer.phase === "finished")
    );
    if (ending.length === 0) return;
    for (const peer of [...returning, ...ending]) peer.excused = true;
  }
}
