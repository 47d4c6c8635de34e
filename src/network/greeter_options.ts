import type { Hello, NeighbourInfo, Neighbours } from "./hello.ts";
import type { Session } from "./session.ts";
import type { JsonObject } from "./types.ts";

/** What a greeter needs, and what it reports. */
export interface GreeterOptions {
  /** Our own id. */
  self(): string;
  /** Our own hello, as it stands now. */
  ours(): Hello;
  /** The peers that we serve now, for a newcomer to know. */
  served(): NeighbourInfo[];
  /** The peer is of our swarm and manifest. */
  onWelcome(session: Session): void;
  /** The peer serves other peers than before. */
  onNeighbours(session: Session, neighbours: Neighbours): void;
  /** Of another swarm, or, where that is not known, not Drover. */
  onStranger(peer: string, swarm: string | undefined): void;
  /** Of our swarm, but with another manifest. */
  onRefused(peer: string, reason: string, details: JsonObject): void;
  /** Another process takes part with our own identity, and was started later: in its own word. */
  onWord(peer: string, word: Uint8Array): void;
  /** Two processes have the identity of a peer. */
  onDouble(peer: string, details: JsonObject): void;
  /** Connections to a peer have to be made anew: a newer run of it wants to have its place, or the talk is over. */
  onOver(peer: string): void;
}
