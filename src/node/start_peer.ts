import { createCodec } from "../compression/mod.ts";
import { createNetwork, type Network } from "../network/mod.ts";
import { createOptimizer } from "../optimizers/mod.ts";
import { Peer, type Validation } from "../peer/mod.ts";
import {
  type Manifest,
  Replica,
  signerFromSeed,
  toHex,
} from "../replica/mod.ts";
import { TrainingWorker } from "../training/training_worker.ts";
import { Driver } from "./driver.ts";
import { hashOfValues, manifestOf, rulesOf } from "./manifest.ts";
import { Meter } from "./meter.ts";
import { StateDirectory } from "./state_directory.ts";
import { toTaskUrl } from "./task_url.ts";
import type {
  NodeEvent,
  NodeFigures,
  PeerOptions,
  RunningPeer,
  Summary,
} from "./types.ts";

/** How long a lone peer looks for others before it starts, ms: mDNS answers within 120 ms (RFC 6762). */
const GRACE = 1000;

/** How updates are made small unless the task says otherwise. */
const DEFAULT_CODEC = { kind: "int8" } as const;

/** How often the state is written, ms. */
const SNAPSHOT_INTERVAL = 10_000;

/**
 * Starts a peer: loads the task in a worker, joins the swarm, trains, and saves.
 *
 * @throws {TaskError} If the task cannot be trained
 * @throws {NetworkError} If the network cannot be used
 * @throws {NodeError} If a folder cannot be used
 *
 * @example
 * ```ts ignore
 * const peer = await startPeer({ task: "examples/digits.ts", waitFor: 2 });
 * peer.on((event) => console.log(event));
 * const { hash, final } = await peer.done;
 * ```
 */
export async function startPeer(options: PeerOptions): Promise<RunningPeer> {
  const listeners = new Set<(event: NodeEvent) => void>();
  const early: NodeEvent[] = [];
  const emit = (event: NodeEvent) => {
    if (listeners.size === 0) early.push(event);
    for (const listener of listeners) listener(event);
  };
  const notice = (text: string) => emit({ type: "notice", text });
  const directory = options.state === undefined
    ? undefined
    : new StateDirectory(options.state);
  const identity = options.identity ?? await directory?.identity() ??
    crypto.getRandomValues(new Uint8Array(32));
  const worker = await TrainingWorker.start(toTaskUrl(options.task), {
    onNotice: notice,
    ...(options.backend === undefined ? {} : { backend: options.backend }),
  });
  try {
    return await join({
      options,
      worker,
      directory,
      identity,
      listeners,
      early,
      emit,
    });
  } catch (error) {
    worker.close();
    throw error;
  }
}

interface Parts {
  options: PeerOptions;
  worker: TrainingWorker;
  directory: StateDirectory | undefined;
  identity: Uint8Array;
  listeners: Set<(event: NodeEvent) => void>;
  early: NodeEvent[];
  emit: (event: NodeEvent) => void;
}

async function join(parts: Parts): Promise<RunningPeer> {
  const { options, worker, directory, identity, listeners, emit } = parts;
  const { info } = worker;
  const codec = options.codec ?? info.codec ?? DEFAULT_CODEC;
  const variant = options.variant ?? info.variant ?? "k-sync";
  const manifest: Manifest = manifestOf(info, { variant, codec });
  const rules = rulesOf(manifest, info, codec);
  const hash = toHex(rules.manifestHash);
  const signer = signerFromSeed(identity);
  const replica = new Replica({ rules, start: info.x0 });
  const saved = await directory?.snapshot(hash);
  if (saved !== undefined) replica.adopt(saved);
  const name = options.name ?? hostName();
  const meter = new Meter();
  const peer = new Peer({
    replica,
    signer,
    incarnation: Date.now(),
    variant,
    k: options.k ?? info.k ?? "all",
    units: info.units,
    ownData: info.ownData,
    epochs: info.epochs,
    stop: {
      ...(info.target === undefined ? {} : { target: info.target }),
      ...(info.patience === undefined ? {} : { patience: info.patience }),
    },
    validates: info.hasValidation,
    waitFor: options.waitFor ?? 1,
    seed: info.seed,
    optimizer: createOptimizer(info.optimizer, info.decayMask),
    codec: createCodec(codec, { maxAbs: rules.maxAbs! }),
  });

  let validation: Validation | undefined;
  const settled = Promise.withResolvers<string>();
  let driver: Driver | undefined;
  const keyOf = (id: string) => toHex(network.publicKeyOf(id));
  const network: Network = await createNetwork({
    seed: identity,
    swarm: options.swarm ?? info.name,
    manifest: manifest as Record<string, unknown>,
    manifestHash: hash,
    details: { name },
    ...(options.listen === undefined ? {} : { listen: options.listen }),
    ...(options.interfaces === undefined
      ? {}
      : { interfaces: options.interfaces }),
    ...(options.discovery === undefined
      ? {}
      : { discovery: options.discovery }),
    ...(options.bootstrap === undefined
      ? {}
      : { bootstrap: options.bootstrap }),
    ...(options.secret === undefined ? {} : { secret: options.secret }),
    handlers: {
      onMessage: (bytes) => driver?.message(bytes),
      onConnect: (id, details) => {
        const publicKey = keyOf(id);
        const name = String(details.name ?? publicKey.slice(0, 8));
        emit({ type: "peer-connected", peer: publicKey, name });
        driver?.input({ kind: "connected", publicKey });
      },
      onDisconnect: (id) => {
        const publicKey = keyOf(id);
        emit({ type: "peer-disconnected", peer: publicKey });
        driver?.input({ kind: "disconnected", publicKey });
      },
      onRefused: (id, reason) =>
        emit({ type: "peer-refused", peer: id, reason }),
      onNotice: (text) => emit({ type: "notice", text }),
      onRequest: (_id, request) => peer.serve(request, performance.now()),
    },
  });
  driver = new Driver({
    peer,
    network,
    worker,
    slow: options.slow ?? 1,
    onEvent: (event) => {
      if (event.type === "started" || event.type === "joined") meter.start();
      if (event.type === "validation") validation = event.validation;
      emit(event);
    },
    onFinished: settled.resolve,
    onError: settled.reject,
  });
  for (const id of network.peers()) {
    driver.input({ kind: "connected", publicKey: keyOf(id) });
  }
  emit({
    type: "ready",
    peer: peer.publicKey,
    name,
    swarm: options.swarm ?? info.name,
    manifest: hash,
    backend: info.backend,
    parameters: info.layout.trainable,
    units: info.units,
    addresses: network.addresses,
  });

  const grace = setTimeout(
    () => driver.input({ kind: "start" }),
    options.waitFor === undefined && network.peers().length === 0 ? GRACE : 0,
  );
  const snapshots = directory === undefined ? undefined : setInterval(() => {
    directory.write(hash, replica.snapshot()).catch((error) =>
      emit({ type: "notice", text: error.message })
    );
  }, SNAPSHOT_INTERVAL);

  const figures = (): NodeFigures => ({
    ...peer.figures(),
    seconds: meter.seconds,
    updatesPerSecond: meter.rate(peer.figures().updates),
    ...traffic(network),
    ...worker.usage,
    cpuMs: meter.cpuMs,
    validation,
  });

  const conclude = async (): Promise<Summary> => {
    try {
      const reason = await settled.promise;
      driver.close();
      const atEnd = figures();
      if (reason !== "stopped") {
        await directory?.write(hash, replica.snapshot());
      }
      const view = new Float32Array(replica.values.length);
      replica.view(view);
      const hasModel = !reason.startsWith("diverged");
      const final = reason !== "stopped" && hasModel && info.hasValidation
        ? { epoch: atEnd.progress, ...await worker.evaluate(view) }
        : undefined;
      const files = options.save !== undefined && hasModel
        ? await worker.save(view, options.save)
        : [];
      if (files.length > 0) emit({ type: "saved", files });
      return {
        ...atEnd,
        peer: peer.publicKey,
        name,
        reason,
        hash: replica.hash(),
        parametersHash: hashOfValues(replica.values),
        final,
        saved: files,
      };
    } finally {
      clearTimeout(grace);
      clearInterval(snapshots);
      driver.close();
      worker.close();
      await network.close();
    }
  };
  const done = conclude();
  done.catch(() => {});

  return {
    id: peer.publicKey,
    name,
    addresses: network.addresses,
    on(listener) {
      listeners.add(listener);
      for (const event of parts.early.splice(0)) listener(event);
      return () => listeners.delete(listener);
    },
    figures,
    done,
    stop() {
      driver.input({ kind: "stop" });
      return done;
    },
  };
}

function traffic(network: Network) {
  const { bytesSent, bytesReceived } = network.stats();
  return { bytesSent, bytesReceived };
}

function hostName(): string {
  try {
    return Deno.hostname();
  } catch {
    return "peer";
  }
}
