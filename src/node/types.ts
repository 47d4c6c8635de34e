import type {
  MemberRow,
  NodeEvent,
  NodeFigures,
  Summary,
  TelemetrySink,
} from "../telemetry/mod.ts";
import type { CodecSetting } from "../compression/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { OuterOptions } from "../optimizers/mod.ts";
import type { LocalSteps, QuorumRule, Variant } from "../synchronicity/mod.ts";
import type { BackendName } from "../training/backend_name.ts";

/** How to take part in the training of a task. */
export interface PeerOptions {
  /** The task file: a path or a `file:` URL. */
  task: string | URL;
  /** Name of the swarm; only peers of the same swarm meet. Default: the task's name. */
  swarm?: string;
  /** Name that other people see. Default: the host's name. */
  name?: string;
  /** Wait for so many peers, this one included, before the first round. */
  waitFor?: number;
  /** The quorum, or what chooses it. Default: the task's, else `all`. */
  k?: QuorumRule;
  /** Whether own updates stand in for missing ones in the parameters that gradients are computed at. Default false. */
  substitutes?: boolean;
  /** Rounds behind at which a gradient starts anew; chosen where the variant is `auto`, else never. */
  cutOff?: number;
  /** No gradient begins while more is known to be missing, in full steps. Default: only measured. With top-k, all peers must give one: it admits denser updates, and is part of the manifest so far. */
  elasticBound?: number;
  /** Which corner of the four. Default: the task's. Part of the manifest. */
  variant?: Variant;
  /** Which example comes next. Default: the task's, else cd-grab for small models, random for others. Part of the manifest. */
  ordering?: Ordering;
  /** How updates are made small; `auto`: each peer chooses, by what its uplink carries. Default: the task's. Part of the manifest. */
  codec?: CodecSetting;
  /** Local steps of an update, or `matched:H`. Default: the task's, else 1. Part of the manifest. */
  localSteps?: LocalSteps;
  /** What is made of their sum. Default: the task's, else the sum itself. Part of the manifest. */
  outer?: OuterOptions;
  /** Addresses to listen on: multiaddrs or `host:port`. */
  listen?: string[];
  /** IPv4 addresses of the interfaces to discover peers on. */
  interfaces?: string[];
  /** Find peers by multicast DNS. Default true. */
  discovery?: boolean;
  /** Multiaddrs of peers to connect to. */
  bootstrap?: string[];
  /** Contents of a pre-shared key file, for a private swarm. */
  secret?: Uint8Array;
  /** Folder for the identity, the own updates and snapshots, so that a restart loses nothing. */
  state?: string;
  /** File to record all events in, a JSON object a line; a restart appends to it. {@linkcode readLog} reads it back. */
  log?: string;
  /** Folder to save the trained model in. */
  save?: string;
  /**
   * Serves a page to watch: `true` for 127.0.0.1:4680 or one of the next ports, a port of
   * 127.0.0.1, or `host:port`, such as `0.0.0.0:8080`, which others can reach with a token.
   * Default: none.
   */
  dashboard?: boolean | number | string;
  /**
   * Where to serve the figures for Prometheus, at `/metrics`: `true` for port 9464 (or a
   * next one that is free) of the loopback interface, a port of it, or `host:port`. For
   * other machines it takes a token, which the environment has as
   * `DROVER_METRICS_TOKEN`. The dashboard has them as well. Default: not.
   */
  metrics?: boolean | number | string;
  /** Folder for event files that TensorBoard shows. */
  tensorboard?: string;
  /** tfjs backend. Default: the best that can train this model. */
  backend?: BackendName;
  /** Pretends to be so many times slower, for tests: 10 waits nine times the gradient's time after it. */
  slow?: number;
  /** Takes so many ms for a gradient that needs less, for tests; `slow` multiplies it. */
  pace?: number;
  /** Takes in messages so many ms after they came, for tests. */
  lag?: number;
  /** Ed25519 seed of 32 bytes, for tests. Default: random, or from `state`. */
  identity?: Uint8Array;
}

/** A peer that runs. */
export interface RunningPeer {
  /** The own public key, hex. */
  readonly id: string;
  /** Name that other people see. */
  readonly name: string;
  /** Multiaddrs that others can connect to. */
  readonly addresses: string[];
  /** Where the dashboard is, with its token where it needs one; undefined without one. */
  readonly dashboard: string | undefined;
  /** Where Prometheus finds the figures; undefined where they are not served. */
  readonly metrics: string | undefined;
  /** Calls back with every event from now on; returns a function that ends it. */
  on(listener: (event: NodeEvent) => void): () => void;
  /**
   * Hands everything that it tells to a sink: events at once, `progress` and `members`
   * about each second, the `summary` at the end, then the sink is closed. A sink that
   * is added at once also gets what came before; all have the same clock.
   *
   * @returns What takes the sink away again, without closing it
   */
  record(sink: TelemetrySink): () => void;
  /** Figures at this moment. */
  figures(): NodeFigures;
  /** Everybody whom it knows, itself first. */
  members(): MemberRow[];
  /** Settles when training has ended and everything is saved and closed. */
  readonly done: Promise<Summary>;
  /** Leaves the swarm at once, politely; settles like `done`. */
  stop(): Promise<Summary>;
}
