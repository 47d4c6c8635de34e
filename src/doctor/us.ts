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
  /** All addresses of this machine: who is there is no company, but a process of its own. */
  own: readonly string[];
  /** Id of the peer whose identity `--state` holds. */
  peer: string | undefined;
  /** What was typed. */
  asked: Asked;
}

/** A command line, without the program and the command. */
export interface Asked {
  /** The task file; undefined where none was named. */
  task: string | undefined;
  /** Options by their names; one that stands alone has no values. */
  options: Readonly<Record<string, readonly string[]>>;
}
