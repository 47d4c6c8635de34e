/**
 * Drover: a peer-to-peer trainer for neural networks. Several machines run the
 * same task file, find each other, and train one model with no server.
 *
 * A task says what to train; a peer trains it with whoever else does:
 *
 * ```ts ignore
 * import { defineTask, momentum, startPeer, tf } from "@drover/drover";
 *
 * // task.ts
 * export default defineTask({
 *   name: "digits",
 *   model: () =>
 *     tf.sequential({
 *       layers: [tf.layers.dense({ inputShape: [784], units: 10 })],
 *     }),
 *   data: loadDigits,
 *   loss: "softmaxCrossEntropy",
 *   optimizer: momentum({ learningRate: 0.05 }),
 *   unit: 32,
 *   epochs: 10,
 * });
 *
 * // a program that trains it
 * const peer = await startPeer({ task: new URL("./task.ts", import.meta.url) });
 * peer.on((event) => console.log(event.type));
 * const { hash, final } = await peer.done;
 * ```
 *
 * On the command line: `deno run -P mod.ts train task.ts`, and `--help` for the
 * rest.
 *
 * @module
 */
import type { PeerOptions, RunningPeer } from "./src/node/types.ts";

export type { BackendName } from "./src/training/backend_name.ts";
export type {
  BFloat16Spec,
  CodecSetting,
  CodecSpec,
  FeedbackSpec,
  Float32Spec,
  Int8Spec,
  SignSpec,
  TopKSpec,
} from "./src/compression/mod.ts";
export * from "./src/optimizers/mod.ts";
export type { PeerOptions, RunningPeer } from "./src/node/types.ts";
export {
  type HerdingBound,
  herdingBound,
} from "./src/ordering/herding_bound.ts";
export type { Herding } from "./src/ordering/herding_monitor.ts";
export type { RandomHerding } from "./src/ordering/random_orders.ts";
export {
  type PairBalanced,
  pairBalanceEpoch,
} from "./src/ordering/pair_balance.ts";
export type {
  ElasticFigures,
  PeerEvent,
  PeerFigures,
  Phase,
} from "./src/peer/events.ts";
export type { Validation } from "./src/peer/events.ts";
export type {
  ComputeFigures,
  MemberFigures,
  MemberState,
  OrderingFigures,
  StalenessFigures,
} from "./src/peer/member_figures.ts";
export * from "./src/simulation/scripting.ts";
export type {
  Corner,
  LocalSteps,
  NormRule,
  PolicyName,
  QuorumRule,
  Variant,
} from "./src/synchronicity/mod.ts";
export * from "./src/telemetry/mod.ts";
export * from "./src/training/mod.ts";

/**
 * Starts a peer: loads the task in a worker, joins the swarm, trains, and saves.
 *
 * The network and everything else a peer needs is loaded here, not with this
 * module, which task files import too.
 *
 * @throws {TaskError} If the task cannot be trained; the message is for its author
 * @throws {NetworkError} If the network cannot be used, a busy port for example
 * @throws {NodeError} If a folder cannot be read or written
 *
 * @example
 * ```ts ignore
 * import { startPeer } from "@drover/drover";
 *
 * const peer = await startPeer({ task: "examples/digits.ts", waitFor: 2 });
 * const { hash, updates } = await peer.done;
 * ```
 */
export async function startPeer(options: PeerOptions): Promise<RunningPeer> {
  const node = await import("./src/node/mod.ts");
  return await node.startPeer(options);
}

if (import.meta.main) {
  // Not awaited here: a scenario file imports this module, and would wait for it
  // while it waits for the scenario.
  import("./src/cli/mod.ts")
    .then(({ main }) => main(Deno.args))
    .then((code) => Deno.exit(code));
}
