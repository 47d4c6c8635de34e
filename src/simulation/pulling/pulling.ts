import {
  type Announcement,
  announcementOf,
  type FeedId,
  type Update,
} from "../../replica/mod.ts";
import { Mail } from "../mail.ts";
import type { Simulation } from "../simulation.ts";
import type { VirtualPeer } from "../virtual_peer.ts";
import { PayloadModel } from "./payload_model.ts";
import { Payloads } from "./payloads.ts";

/** Large payloads of a virtual swarm: announced by gossip, and pulled in chunks over streams. */
export class Pulling {
  /** Whose machines pull. */
  readonly simulation: Simulation;
  /** Carries what they say to each other. */
  readonly mail: Mail;
  /** What payloads are like on the wire. */
  readonly model: PayloadModel;
  readonly #payloads = new WeakMap<VirtualPeer["peer"], Payloads>();

  /** Nothing is announced as yet. */
  constructor(simulation: Simulation) {
    this.simulation = simulation;
    this.mail = new Mail(simulation);
    this.model = new PayloadModel(simulation.options.network);
  }

  /**
   * Spreads an own update: with its payload, or by an announcement where that is large.
   *
   * @param frame bytes of the frame that holds all of it
   */
  spread(machine: VirtualPeer, update: Update, frame: number): void {
    const { simulation, model } = this;
    if (!model.announces(update)) {
      const input = {
        kind: "frame",
        frame: { kind: "update", update },
      } as const;
      const bytes = model.frameBytes(update, frame);
      return simulation.broadcast(machine, input, bytes);
    }
    this.of(machine).offer(update);
    const announcement = announcementOf(update);
    const input = {
      kind: "frame",
      frame: { kind: "announcement", announcement },
    } as const;
    const bytes = model.announcementBytes(update);
    simulation.broadcast(machine, input, bytes);
  }

  /** Pulls what was announced. */
  pull(machine: VirtualPeer, announcement: Announcement): void {
    this.of(machine).pull(announcement);
  }

  /** A payload is wanted no longer. */
  stop(machine: VirtualPeer, feed: FeedId, seq: number): void {
    this.#payloads.get(machine.peer)?.stop(feed, seq);
  }

  /** A connection between two machines has opened or broken. */
  changed(machine: VirtualPeer, other: VirtualPeer, isOpen: boolean): void {
    const payloads = this.#payloads.get(machine.peer);
    if (payloads === undefined) return;
    const change = () =>
      isOpen ? payloads.connect(other) : payloads.disconnect(other);
    if (machine.suspended) machine.mail.push(change);
    else change();
  }

  /** Whether nothing passes between two machines. */
  isCut(a: VirtualPeer, b: VirtualPeer): boolean {
    return this.simulation.overlay.isCut(a.index, b.index);
  }

  /** The payloads of a machine's present run. */
  of(machine: VirtualPeer): Payloads {
    const { peer } = machine;
    let payloads = this.#payloads.get(peer);
    if (payloads === undefined) {
      payloads = new Payloads(machine, this);
      this.#payloads.set(peer, payloads);
    }
    return payloads;
  }
}
