import type { OptionName } from "../options/mod.ts";
import type { CommandLine } from "../parse.ts";

/** Options that go to every process as they are. */
const FOR_ALL: readonly OptionName[] = [
  "k",
  "substitute",
  "elastic-bound",
  "cut-off",
  "local-steps",
  "variant",
  "ordering",
  "codec",
  "backend",
  "secret",
  "lag",
];

/** What all processes of a demo have in common. */
export interface DemoPlan {
  /** The task file. */
  task: string;
  /** Name of the swarm, one that nobody else has. */
  swarm: string;
  /** Number of processes. */
  peers: number;
  /** Options to pass on, as they were written. */
  written: CommandLine["written"];
}

/** The name of a process, counted from 0. */
export function peerName(index: number): string {
  return `peer-${index + 1}`;
}

/**
 * The command line of a process: the loopback interface, and no address of
 * another one.
 *
 * The last peer is the slow one, and the first one saves the model. Each has a folder
 * of its own for TensorBoard.
 */
export function childArgs(plan: DemoPlan, index: number): string[] {
  const { task, swarm, peers, written } = plan;
  const names = [...FOR_ALL];
  if (index === 0) names.push("save");
  if (index === peers - 1) names.push("slow");
  return [
    "train",
    task,
    "--json",
    `--name=${peerName(index)}`,
    `--swarm=${swarm}`,
    `--wait-for=${peers}`,
    "--interface=127.0.0.1",
    "--listen=127.0.0.1:0",
    ...names.flatMap((name) =>
      (written[name] ?? []).map((value) => `--${name}=${value}`)
    ),
    ...(written.tensorboard ?? []).map((directory) =>
      `--tensorboard=${directory}/${peerName(index)}`
    ),
  ];
}
