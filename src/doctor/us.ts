import type { JsonObject, NetworkInterface } from "../network/mod.ts";

/** What this side would take part as. */
export interface Us {
  /** Name of the swarm; undefined where neither it nor a task was given. */
  swarm: string | undefined;
  /** Whether a secret was given. */
  isPrivate: boolean;
  /** The task's manifest and its hash; undefined where no task was given. */
  manifest: { lines: JsonObject; hash: string } | undefined;
  /** The networks this machine is in. */
  networks: readonly NetworkInterface[];
  /** Id of the peer whose identity `--state` holds. */
  peer: string | undefined;
}
