/**
 * What befalls a virtual swarm, and when. Peers are numbered in order of
 * appearance, from 0; times are milliseconds of virtual time. A fault that finds
 * nobody to befall (the peer has crashed already, or has finished) does nothing.
 */
export type Fault =
  /**
   * A peer ends without a word. With `restartAfter` it comes back as a new
   * incarnation of the same identity: from its last snapshot and own feed where `disk` is
   * true, else from x_0. `silent`: its connections do not break with it (a pulled
   * cable). `torn`: what its disk was given in so many ms before is lost, snapshots
   * included; 2 by default. `moves`: it comes back on the other side of all
   * partitions (a laptop that was carried elsewhere).
   */
  | {
    kind: "crash";
    at: number;
    peer: number;
    restartAfter?: number;
    disk?: boolean;
    silent?: boolean;
    torn?: number;
    moves?: boolean;
  }
  /** A peer leaves politely. */
  | { kind: "leave"; at: number; peer: number }
  /** New peers come, one by default. */
  | { kind: "join"; at: number; count?: number }
  /**
   * A peer's event loop stands still, and goes on with what has come meanwhile.
   * `deaf`: nothing reaches the machine, as of a closed lid; when it wakes up, its
   * connections are broken, and opened anew.
   */
  | { kind: "freeze"; at: number; peer: number; lasts: number; deaf?: boolean }
  /** Nothing passes between `group` and the others; connections break unless `silent`. */
  | {
    kind: "partition";
    at: number;
    group: readonly number[];
    lasts: number;
    silent?: boolean;
  }
  /** A peer computes `factor` times slower, for `lasts` ms or for ever. */
  | { kind: "slow"; at: number; peer: number; factor: number; lasts?: number }
  /** The whole network loses this part of what gossip sends, for a while; where such times overlap, what the later one says. */
  | { kind: "loss"; at: number; lasts: number; loss: number };
