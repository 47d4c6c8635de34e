import type { Simulation } from "./simulation.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** Bytes that a message over a stream gets on its way: its own frame, and those of yamux and noise. */
const FRAMING = 40;

/** More peers than any swarm has: names a pair of them by one number. */
const MANY = 2 ** 20;

/** A message on its way. */
interface Letter {
  readonly from: VirtualPeer;
  readonly to: VirtualPeer;
  readonly bytes: number;
  readonly take: () => void;
  /** Whether the connection that it is sent over is there. */
  readonly isOpen: () => boolean;
}

/** When what did not come through is sent again, ms: TCP's least time-out (RFC 6298, as Linux has it). */
const AGAIN = 200;

/**
 * Carries messages between machines over direct streams, each pair's in order. What a
 * cut link stops is sent again while the connection stays open, as TCP does; what is
 * under way when it breaks, or a run of either machine ends, never comes. A frozen
 * machine reads what has come when it thaws.
 */
export class Mail {
  readonly #simulation: Simulation;
  /** When the last message of each pair comes, ms. */
  readonly #last = new Map<number, number>();

  /** Carries nothing yet. */
  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /**
   * Sends a message.
   *
   * @param bytes its length
   * @param take what it does when it has come
   * @returns when it has left, ms; undefined where it cannot as yet
   */
  send(
    from: VirtualPeer,
    to: VirtualPeer,
    bytes: number,
    take: () => void,
  ): number | undefined {
    const { peer: sender } = from, { peer: reader } = to;
    const areNeighbours = from.connections.has(to);
    const isOpen = () =>
      from.peer === sender && to.peer === reader && !from.gone && !to.gone &&
      (!areNeighbours || from.connections.has(to));
    return this.#send({ from, to, bytes: bytes + FRAMING, take, isOpen });
  }

  #send(letter: Letter): number | undefined {
    const { from, to, bytes } = letter;
    const simulation = this.#simulation, { overlay, now } = simulation;
    const sending = overlay.send(from.index, to.index, bytes, now);
    if (sending === undefined) {
      this.#sendAgain(letter);
      return undefined;
    }
    const pair = MANY * from.index + to.index;
    const arrival = Math.max(sending.arrival, this.#last.get(pair) ?? 0);
    this.#last.set(pair, arrival);
    simulation.at(arrival, () => this.#arrive(letter));
    return sending.left;
  }

  #arrive(letter: Letter): void {
    const { from, to, take, isOpen } = letter;
    if (!isOpen()) return;
    if (this.#simulation.overlay.isCut(from.index, to.index)) {
      this.#sendAgain(letter);
    } else if (!to.suspended) take();
    else if (!to.deaf) to.mail.push(take);
  }

  #sendAgain(letter: Letter): void {
    if (!letter.isOpen()) return;
    this.#simulation.after(AGAIN, () => {
      if (letter.isOpen()) this.#send(letter);
    });
  }
}
