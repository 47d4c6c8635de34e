import {
  createNetwork,
  type JsonObject,
  type Network,
  type NetworkOptions,
} from "../network/mod.ts";
import { toHex } from "../replica/mod.ts";
import { recordFailure } from "../telemetry/record_peer.ts";
import { Recorder } from "../telemetry/recorder.ts";
import { printable, printableName } from "../telemetry/words/printable.ts";
import { writeProblem } from "../telemetry/words/write_problem.ts";
import { TrainingWorker } from "../training/training_worker.ts";
import { adviceForUnits } from "./advice_for_units.ts";
import { Driver } from "./driver.ts";
import { NodeError } from "./errors.ts";
import { EventHub } from "./event_hub.ts";
import { gathering } from "./gathering.ts";
import { GuessWatch } from "./guess_watch.ts";
import { HasteWatch } from "./haste_watch.ts";
import { LocalPeer } from "./local_peer.ts";
import { openSinks, type Places } from "./open_sinks.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { StateDirectory } from "./state/state_directory.ts";
import { toTaskUrl } from "./task_url.ts";
import type { Keeper } from "./state/keeper.ts";
import type { PeerOptions, RunningPeer } from "./types.ts";

/**
 * Starts a peer: loads the task in a worker, joins the swarm, trains, and saves.
 *
 * @throws {TaskError} If the task cannot be trained
 * @throws {NetworkError} If the network cannot be used
 * @throws {NodeError} If a folder cannot be used
 * @throws {LogError} If the log cannot be written
 * @throws {DashboardError} If the dashboard, or the metrics, cannot be served where they should be
 *
 * @example
 * ```ts ignore
 * const peer = await startPeer({ task: "examples/digits.ts", waitFor: 2 });
 * peer.on((event) => console.log(event));
 * const { hash, final } = await peer.done;
 * ```
 */
export async function startPeer(options: PeerOptions): Promise<RunningPeer> {
  await assertWritable(options.save);
  // Once all is recorded only a person is left to tell, and the summary is to be the last line.
  const tell = (text: string) =>
    recorder.isClosed ? console.warn(text) : hub.emit({ type: "notice", text });
  const recorder = new Recorder({ onProblem: tell });
  const hub = new EventHub((event) => recorder.write(event));
  const directory = options.state === undefined
    ? undefined
    : await StateDirectory.open(options.state);
  let worker: TrainingWorker | undefined;
  let keeper: Keeper | undefined;
  try {
    const places = await openSinks(options, recorder, tell);
    if (places.dashboard) {
      hub.emit({ type: "dashboard", url: places.dashboard });
    }
    if (places.metrics) hub.emit({ type: "metrics", url: places.metrics });
    const identity = options.identity ?? await directory?.identity() ??
      crypto.getRandomValues(new Uint8Array(32));
    worker = await TrainingWorker.start(toTaskUrl(options.task), {
      onNotice: tell,
      ...(options.backend === undefined ? {} : { backend: options.backend }),
    });
    const advice = adviceForUnits(worker.info, options.waitFor ?? 1);
    if (advice !== undefined) tell(advice);
    const prepared = await prepare(worker.info, options, {
      identity,
      directory,
      tell,
    });
    keeper = prepared.keeper;
    await keeper?.start();
    return await connect({
      prepared,
      options,
      identity,
      worker,
      directory,
      places,
      hub,
      recorder,
    });
  } catch (error) {
    recordFailure(recorder, error);
    await recorder.close();
    worker?.close();
    keeper?.stop();
    directory?.close();
    throw error;
  }
}

interface Parts {
  prepared: Prepared;
  options: PeerOptions;
  identity: Uint8Array;
  worker: TrainingWorker;
  directory: StateDirectory | undefined;
  places: Places;
  hub: EventHub;
  recorder: Recorder;
}

async function connect(parts: Parts): Promise<RunningPeer> {
  const { prepared, options, identity, worker, hub } = parts;
  const { peer, manifest, manifestHash } = prepared;
  const { info } = worker;
  const name = options.name ?? hostName();
  const swarm = options.swarm ?? info.name;
  let isLive = false;
  const keyOf = (id: string) => toHex(network.publicKeyOf(id));
  // Peers may be met before the network is handed over: that waits its turn.
  const early: (() => void)[] = [];
  const inTurn = (run: () => void) => isLive ? run() : void early.push(run);
  const doubles = new Set<string>();
  const network: Network = await createNetwork({
    ...networkOptions(options),
    seed: identity,
    swarm,
    manifest: manifest as JsonObject,
    manifestHash,
    details: { name },
    run: { number: peer.incarnation, word: peer.introduce() },
    handlers: {
      onMessage: (bytes) => inTurn(() => driver.message(bytes)),
      onConnect: (id, details) =>
        inTurn(() => {
          const peer = keyOf(id);
          const name = printableName(details.name) || peer.slice(0, 8);
          running.meet(peer, id, name);
          hub.emit({ type: "peer-connected", peer, name });
          driver.input({ kind: "connected", publicKey: peer });
        }),
      onHeardOf: (id, details) =>
        inTurn(() => {
          const name = printableName(details.name);
          if (name !== "") running.hearOf(id, name);
        }),
      onDisconnect: (id) =>
        inTurn(() => {
          const peer = keyOf(id);
          hub.emit({ type: "peer-disconnected", peer });
          driver.input({ kind: "disconnected", publicKey: peer });
        }),
      onRefused: (peer, reason, { name }) =>
        hub.emit({
          type: "peer-refused",
          peer,
          name: printableName(name),
          reason: printable(reason),
        }),
      onDouble: (id) => {
        const peer = keyOf(id);
        if (!doubles.has(peer)) hub.emit({ type: "duplicate", peer });
        doubles.add(peer);
      },
      onNotice: (text) => hub.emit({ type: "notice", text }),
      onRequest: (id, request) => peer.serve(request, keyOf(id)),
    },
  });
  const finished = Promise.withResolvers<string>();
  const guesses = new GuessWatch(info);
  const haste = new HasteWatch(info);
  const driver = new Driver({
    peer,
    network,
    worker,
    slow: options.slow ?? 1,
    pace: options.pace ?? 0,
    lag: options.lag ?? 0,
    onEvent: (event) => {
      if (event.type === "duplicate") {
        if (doubles.has(event.peer)) return;
        doubles.add(event.peer);
      }
      running.note(event);
      hub.emit(event);
      if (event.type !== "epoch") return;
      const notices = [
        guesses.note(event.epoch, event.loss),
        haste.note(running.figures(), running.members()),
      ];
      for (const text of notices) {
        if (text !== undefined) hub.emit({ type: "notice", text });
      }
    },
    onUpdate: ({ header: { seq }, headerBytes, payload }, frame) => {
      const { keeper } = prepared;
      const { feed } = peer;
      const synced = keeper && { synced: keeper.synced };
      keeper?.published(seq, frame());
      hub.emit({
        type: "published",
        feed,
        seq,
        bytes: headerBytes.length + payload.length,
        ...synced,
      });
    },
    onFinished: finished.resolve,
    onError: finished.reject,
  });
  const running = new LocalPeer({
    ...prepared,
    ...parts,
    name,
    network,
    driver,
    finished: finished.promise,
  });
  hub.emit({
    type: "ready",
    peer: peer.publicKey,
    feed: peer.feed,
    name,
    swarm,
    manifest: manifestHash,
    backend: info.backend,
    parameters: info.layout.trainable,
    units: info.units,
    addresses: network.addresses,
  });
  if (prepared.restored) {
    hub.emit({
      type: "restored",
      epoch: Math.min(Math.floor(peer.progress) + 1, info.epochs),
      directory: options.state!,
    });
  }
  isLive = true;
  for (const run of early) run();
  const tell = (text: string) => hub.emit({ type: "notice", text });
  driver.start(gathering(network, options, tell));
  return running;
}

/** What is left out stays left out, for the network's own defaults. */
function networkOptions(options: PeerOptions): Partial<NetworkOptions> {
  const { listen, interfaces, discovery, bootstrap, secret } = options;
  return {
    ...(listen === undefined ? {} : { listen }),
    ...(interfaces === undefined ? {} : { interfaces }),
    ...(discovery === undefined ? {} : { discovery }),
    ...(bootstrap === undefined ? {} : { bootstrap }),
    ...(secret === undefined ? {} : { secret }),
  };
}

/** Hours of training are not to end at a folder that cannot be written. */
async function assertWritable(save: string | undefined): Promise<void> {
  if (save === undefined) return;
  try {
    await Deno.mkdir(save, { recursive: true });
    await Deno.remove(await Deno.makeTempFile({ dir: save }));
  } catch (error) {
    throw new NodeError(
      `Cannot save to ${save}: ${writeProblem(error, save, "folder")}`,
      { cause: error },
    );
  }
}

function hostName(): string {
  try {
    return Deno.hostname();
  } catch {
    return "peer"; // without the permission to ask
  }
}
