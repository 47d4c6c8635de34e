import type { PeerAction, PeerEvent, PeerInput } from "../../src/peer/mod.ts";
import type { Observer, VirtualPeer } from "../../src/simulation/mod.ts";

/** What one peer of a simulation has told and done. */
export interface Log {
  events: (PeerEvent & { at: number })[];
  published: {
    at: number;
    bytes: number;
    type: "update" | "status" | "evidence";
  }[];
  /** Units whose gradient was computed to the end, in order. */
  visited: number[];
  /** Wake-ups asked for. */
  wakes: number;
}

const logs = new WeakMap<VirtualPeer, Log>();

/** What a peer of a {@linkcode swarmOf} has told and done. */
export function logOf(peer: VirtualPeer): Log {
  let log = logs.get(peer);
  if (log === undefined) {
    log = { events: [], published: [], visited: [], wakes: 0 };
    logs.set(peer, log);
  }
  return log;
}

/** Writes the logs. */
export class Logbook implements Observer {
  readonly #units = new Map<VirtualPeer, Map<number, number>>();

  /** Notes what a peer wants done. */
  handled(
    peer: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
    now: number,
  ): void {
    const log = logOf(peer);
    let units = this.#units.get(peer);
    if (units === undefined) this.#units.set(peer, units = new Map());
    if (input.kind === "gradient") {
      const unit = units.get(input.job);
      if (unit !== undefined) log.visited.push(unit);
    }
    for (const action of actions) {
      switch (action.kind) {
        case "compute":
          units.set(action.job, action.unit);
          break;
        case "publish":
          log.published.push({
            at: now,
            bytes: action.frame.length,
            type: action.type,
          });
          break;
        case "event":
          log.events.push({ ...action.event, at: now });
          break;
        case "wake":
          log.wakes++;
          break;
      }
    }
  }
}
