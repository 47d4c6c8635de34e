import { Random } from "../../src/random/mod.ts";
import { EventQueue } from "../../src/simulation/event_queue.ts";
import { Cable, type CableFigures, type CableOptions } from "./cable.ts";

/** The two directions of a machine's cable. */
export interface PortOptions {
  /** From the machine to the switch. */
  up?: CableOptions;
  /** From the switch to the machine. */
  down?: CableOptions;
}

/** Bytes of an Ethernet header: two addresses of six, and a type. */
const HEADER = 14;

/**
 * A learning switch with a cable to each machine. It knows no clock: times are
 * handed in, ms, and what is due is asked for.
 */
export class EthernetSwitch {
  readonly #ports: { up: Cable; down: Cable }[];
  readonly #due = new EventQueue<never>();
  readonly #portOf = new Map<string, number>();
  readonly #deliver: (port: number, frame: Uint8Array) => void;
  #parts: number[];

  /** @param deliver is told each frame that reaches the machine at a port */
  constructor(
    ports: PortOptions[],
    seed: number,
    deliver: (port: number, frame: Uint8Array) => void,
  ) {
    this.#ports = ports.map(({ up = {}, down = {} }, port) => ({
      up: new Cable(up, new Random("up", seed, port)),
      down: new Cable(down, new Random("down", seed, port)),
    }));
    this.#parts = ports.map(() => 0);
    this.#deliver = deliver;
  }

  /** When something is due next, ms; Infinity if nothing is on the way. */
  get nextAt(): number {
    return this.#due.nextAt;
  }

  /** What became of the frames of each port so far. */
  get figures(): { up: CableFigures; down: CableFigures }[] {
    return this.#ports.map(({ up, down }) => ({
      up: up.figures,
      down: down.figures,
    }));
  }

  /**
   * Cuts the switch in parts: a port in `apart` reaches those in it alone, others
   * the rest. An empty list mends it.
   */
  cut(apart: number[]): void {
    this.#parts = this.#parts.map((_, port) => apart.includes(port) ? 1 : 0);
  }

  /** Exchanges a port's cable. */
  replug(port: number, { up = {}, down = {} }: PortOptions): void {
    this.#ports[port]!.up.options = up;
    this.#ports[port]!.down.options = down;
  }

  /** The machine at a port sends a frame, which the switch may keep. */
  send(port: number, frame: Uint8Array, now: number): void {
    if (frame.length < HEADER) return;
    const at = this.#ports[port]!.up.send(frame.length, now);
    if (at !== undefined) {
      this.#due.push(at, () => this.#forward(port, frame, at));
    }
  }

  /** Does all that is due at `now`. */
  advance(now: number): void {
    while (this.#due.nextAt <= now) {
      const happens = this.#due.take();
      if (typeof happens === "function") happens();
    }
  }

  #forward(from: number, frame: Uint8Array, now: number): void {
    this.#portOf.set(addressAt(frame, 6), from);
    const isGroup = (frame[0]! & 1) === 1;
    const known = isGroup ? undefined : this.#portOf.get(addressAt(frame, 0));
    for (let port = 0; port < this.#ports.length; port++) {
      if (port === from || (known !== undefined && port !== known)) continue;
      if (this.#parts[port] !== this.#parts[from]) continue;
      const at = this.#ports[port]!.down.send(frame.length, now);
      if (at !== undefined) {
        this.#due.push(at, () => this.#deliver(port, frame));
      }
    }
  }
}

function addressAt(frame: Uint8Array, offset: number): string {
  return frame.subarray(offset, offset + 6).join(":");
}
