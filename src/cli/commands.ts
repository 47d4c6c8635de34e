import type { CommandName, OptionName } from "./options/mod.ts";
import { SHELLS } from "./completions/shells.ts";
import { STUDIES } from "./reproduce/studies.ts";
import { type Permissions, startedBy } from "../telemetry/words/started_by.ts";

/** What there is to know of a command before it is loaded. */
export interface Command {
  /** What it takes beside options, such as `TASK`. */
  operand?: string;
  /** What the operand may be, where that is one of a few words. */
  values?: readonly string[];
  /** What the operand is, where it is not a file, such as `study`. */
  noun?: string;
  /** Whether the operand may be left out. */
  optional?: boolean;
  /** What it does, in a line. */
  help: string;
  /** The permissions that it needs where they are not those of the others. */
  permissions?: Permissions;
  /** The options that matter most to it, where it takes those of train as well. */
  own?: readonly OptionName[];
  /** More about it, in a few lines. */
  details: string;
  /** Command lines to copy. */
  examples: readonly string[];
}

/** All commands, in the order of the help. */
export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  train: {
    operand: "TASK",
    help: "train a task together with all peers of the same swarm",
    details:
      `Finds the peers of the swarm on the local network, trains with them, and
goes on alone where there are none. TASK is a file that exports
defineTask({...}) as its default; see examples/. Ctrl+C leaves the swarm.`,
    examples: [
      "drover train examples/digits.ts",
      "drover train examples/digits.ts --swarm barn --wait-for 3 --save model",
    ],
  },
  demo: {
    help: "train with a few processes on this machine",
    permissions: "demo",
    details: `Starts several processes on this machine, which find each other by
multicast DNS on the loopback interface, train one model together, and end
with replicas that are equal to the last bit.`,
    examples: [
      "drover demo",
      "drover demo --peers 3 --codec int8 --k 2 --slow 10",
    ],
  },
  simulate: {
    operand: "SCENARIO",
    help: "run a scripted swarm in virtual time, and check it",
    details: `Runs the swarm that SCENARIO describes, a file that exports
defineScenario({...}) as its default; see examples/scenarios/. One seed decides
everything that happens. Ends with exit code 1 where an expectation fails, and
says how to see that run again. With --dashboard a page shows the run as it goes
on, in the run's own time, and stays until Ctrl+C.

With --real the same peers are processes on this machine, and the same faults
befall them; start it with:
${startedBy("demo")} simulate SCENARIO --real`,
    examples: [
      "drover simulate examples/scenarios/churn.ts",
      "drover simulate examples/scenarios/churn.ts --seed 7 --runs 100 --json",
      "drover simulate examples/scenarios/one_slow_peer.ts --dashboard",
      "drover simulate examples/scenarios/half_crashes.ts --real",
    ],
  },
  replay: {
    operand: "FILE",
    noun: "recording",
    help: "show a recorded run in the dashboard",
    details:
      `Serves the dashboard of the runs that --log has recorded in FILE, real or
simulated, until Ctrl+C: whole, with a slider for the time; with --speed each
page that is opened plays them from the beginning. Nothing is trained.`,
    examples: [
      "drover replay run.ndjson",
      "drover replay run.ndjson --speed 10 --dashboard 8080",
    ],
  },
  reproduce: {
    operand: "STUDY",
    noun: "study",
    values: Object.keys(STUDIES),
    help: "obtain a result of the papers anew, beside what they say",
    details:
      `Runs one of these studies in virtual time, with the peers that ship:

${
        Object.entries(STUDIES).map(([name, { help }]) =>
          `  ${name.padEnd(8)}  ${help}`
        ).join("\n")
      }

TASK is digits (softmax regression on MNIST), logistic (on a LIBSVM file of two
classes), series (a perceptron on a CSV file of series), or a task file.

A DELAY is constant:V, uniform:LOW,HIGH, exponential:MEAN, pareto:SHAPE,SCALE,
shifted-exponential:SHIFT,MEAN, lognormal:MEDIAN,SIGMA, trace:FILE, or
hyperexponential:P1,MEAN1,P2,MEAN2,...`,
    examples: [
      "drover reproduce runtime --peers 8 --k 4 --delay pareto:2,1",
      "drover reproduce runtime --delay shifted-exponential:1,1 --steps 10000",
      "drover reproduce herding --workers 20 --dimension 16",
      "drover reproduce ordering --task logistic --data a8a.gz --svg a8a.svg",
    ],
  },
  doctor: {
    operand: "TASK",
    optional: true,
    help: "find out why peers do not find each other, or train slowly",
    own: [
      ...["swarm", "listen", "interface", "no-discovery", "bootstrap"] as const,
      ...["secret", "json", "help"] as const,
    ],
    details:
      `Examines this machine and its network, and says for each fault what to type or
change. With --swarm it listens who takes part, goes to each peer, and tells who
cannot be reached and why; with --bootstrap it does so for an address. With TASK
it compares the task with theirs, too. It takes part in nothing itself.

It takes the options of train: put "doctor" in the place of "train" in a command
line that does not work. Ends with exit code 1 where there is a fault.`,
    examples: [
      "drover doctor",
      "drover doctor examples/digits.ts --swarm barn",
      "drover doctor --bootstrap /ip4/192.168.1.7/tcp/4001",
    ],
  },
  secret: {
    operand: "FILE",
    optional: true,
    help: "make the key of a private swarm",
    details:
      `Writes a new pre-shared key (default: swarm.key). Peers that are given
the same file by --secret talk to each other and to nobody else.`,
    examples: ["drover secret barn.key"],
  },
  completions: {
    operand: "SHELL",
    noun: "shell",
    values: SHELLS,
    help: "teach bash, zsh or fish to complete command lines",
    details:
      `Prints a script for SHELL, which is bash, zsh or fish, that completes commands,
options, their values and the names of examples. It is for a command that is
called drover, such as the file that deno task compile makes, or:
alias drover="${fromAnywhere(startedBy())}"`,
    examples: [
      'eval "$(drover completions bash)"        # in ~/.bashrc',
      "source <(drover completions zsh)         # in ~/.zshrc, after compinit",
      "drover completions fish | source         # in ~/.config/fish/config.fish",
    ],
  },
};

/** The commands' names, in the order of the help. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** A way to start Drover from this folder, as one from any other. */
function fromAnywhere(start: string): string {
  return start.replace(
    /^\.\/| (?=[\w./-]*mod\.ts$)/,
    (lead) => lead === " " ? " $PWD/" : "$PWD/",
  );
}
