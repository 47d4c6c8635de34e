import type { Network } from "../network/mod.ts";
import { explainDouble, type Validation } from "../peer/mod.ts";
import type { TrainingWorker } from "../training/training_worker.ts";
import { Acquaintances } from "./acquaintances.ts";
import type { Driver } from "./driver.ts";
import { NodeError } from "./errors.ts";
import type { EventHub } from "./event_hub.ts";
import { hashOfValues } from "../replica/mod.ts";
import { LonerWatch } from "./loner_watch.ts";
import { Meter } from "./meter.ts";
import type { Places } from "./open_sinks.ts";
import type { Prepared } from "./prepare.ts";
import { saveBeside } from "./save_beside.ts";
import type { StateDirectory } from "./state/state_directory.ts";
import type {
  MemberRow,
  NodeEvent,
  NodeFigures,
  Summary,
  TelemetrySink,
} from "../telemetry/mod.ts";
import { recordPeer } from "../telemetry/record_peer.ts";
import type { Recorder } from "../telemetry/recorder.ts";
import type { PeerOptions, RunningPeer } from "./types.ts";

/** What a running peer is made of. */
export interface LocalPeerParts extends Prepared {
  name: string;
  options: PeerOptions;
  worker: TrainingWorker;
  network: Network;
  driver: Driver;
  hub: EventHub;
  recorder: Recorder;
  directory: StateDirectory | undefined;
  /** Where dashboard and metrics are. */
  places: Places;
  /** Settles with the reason when the state machine has finished. */
  finished: Promise<string>;
}

/** A peer that runs in this process, until it has finished and saved. */
export class LocalPeer implements RunningPeer {
  readonly id: string;
  readonly name: string;
  readonly done: Promise<Summary>;
  readonly #parts: LocalPeerParts;
  readonly #meter = new Meter();
  readonly #acquaintances: Acquaintances;
  readonly #loner: LonerWatch;
  #validation: Validation | undefined;

  /** Takes the parts over; they are closed when it is done. */
  constructor(parts: LocalPeerParts) {
    this.#parts = parts;
    this.id = parts.peer.publicKey;
    this.name = parts.name;
    this.#acquaintances = new Acquaintances(parts.network, {
      publicKey: this.id,
      name: this.name,
    });
    const { network, options, hub, worker: { info } } = parts;
    this.#loner = new LonerWatch({
      network,
      options,
      swarm: options.swarm ?? info.name,
      taskName: info.name,
      phase: () => parts.peer.phase,
      refused: () => [...hub.refused.values()],
      tell: (text) => hub.emit({ type: "notice", text }),
    });
    this.done = recordPeer(parts.recorder, this, this.#conclude());
    this.done.catch(() => {}); // whoever awaits it hears of the failure
  }

  get addresses(): string[] {
    return this.#parts.network.addresses;
  }

  get dashboard(): string | undefined {
    return this.#parts.places.dashboard;
  }

  get metrics(): string | undefined {
    return this.#parts.places.metrics;
  }

  on(listener: (event: NodeEvent) => void): () => void {
    return this.#parts.hub.on(listener);
  }

  record(sink: TelemetrySink): () => void {
    return this.#parts.recorder.add(sink);
  }

  stop(): Promise<Summary> {
    this.#parts.driver.input({ kind: "stop" });
    return this.done;
  }

  /**
   * Takes note of somebody who is connected.
   *
   * @param id as the network knows it
   */
  meet(publicKey: string, id: string, name: string): void {
    this.#acquaintances.meet(publicKey, id, name);
    this.#loner.meet();
  }

  /** Takes note of the name of somebody whom a neighbour is connected with. */
  hearOf(id: string, name: string): void {
    this.#acquaintances.hearOf(id, name);
  }

  members(): MemberRow[] {
    return this.#parts.peer.members(performance.now())
      .map((member) => this.#acquaintances.introduce(member));
  }

  /** Takes note of an event before others hear of it. */
  note(event: NodeEvent): void {
    if (event.type === "started" || event.type === "joined") {
      this.#meter.start();
    }
    if (event.type === "started") this.#loner.begin();
    if (event.type === "validation") this.#validation = event.validation;
    if (event.type === "epoch") this.#parts.keeper?.endEpoch();
    if (event.type === "fork") this.#parts.keeper?.keepForks();
  }

  figures(): NodeFigures {
    const { peer, network, worker, keeper } = this.#parts;
    const figures = peer.figures();
    const { bytesSent, bytesReceived, waiting, mostWaiting, dropped } = network
      .stats();
    return {
      ...figures,
      ...worker.usage,
      bytesSent,
      bytesReceived,
      waitingBytes: Math.max(0, ...waiting.map(({ bytes }) => bytes)),
      mostWaitingBytes: mostWaiting,
      dropped,
      seconds: this.#meter.seconds,
      updatesPerSecond: this.#meter.rate(figures.updates),
      cpuMs: this.#meter.cpuMs,
      validation: this.#validation,
      ...(keeper === undefined ? {} : {
        disk: { synced: keeper.synced, isDurable: keeper.isDurable },
      }),
    };
  }

  async #conclude(): Promise<Summary> {
    const { driver, worker, network, keeper, directory } = this.#parts;
    try {
      const reason = await this.#parts.finished;
      // Whoever fell silent just before was not told of yet, and nobody is there later.
      const members = this.members();
      this.#parts.recorder.write({ type: "members", members });
      driver.close();
      const double = explainDouble(reason);
      if (double === undefined) return await this.#summarise(reason);
      await keeper?.close(true);
      throw new NodeError(`Cannot go on: ${double}`);
    } finally {
      this.#loner.close();
      driver.close();
      worker.close();
      keeper?.stop();
      await network.close();
      directory?.close();
    }
  }

  async #summarise(reason: string): Promise<Summary> {
    const { peer, replica, worker, options, hub, keeper } = this.#parts;
    const hasModel = !reason.startsWith("diverged");
    await keeper?.close(hasModel);
    const figures = this.figures();
    const view = new Float32Array(replica.values.length);
    replica.view(view);
    const evaluates = worker.info.hasValidation && reason !== "stopped";
    let final: Validation | undefined;
    if (hasModel && evaluates) {
      const { loss, metrics } = await worker.evaluate(view);
      final = { epoch: figures.progress, loss, metrics };
    }
    const parametersHash = hashOfValues(replica.values);
    const saved = hasModel && options.save !== undefined
      ? await saveBeside({
        save: (directory) => worker.save(view, directory),
        directory: options.save,
        hash: parametersHash,
        tell: (text) => hub.emit({ type: "warning", text }),
      })
      : [];
    if (saved.length > 0) hub.emit({ type: "saved", files: saved });
    return {
      ...figures,
      peer: this.id,
      name: this.name,
      reason,
      feed: peer.feed,
      clock: Object.fromEntries(replica.clock.counts()),
      hash: replica.hash(),
      parametersHash,
      final,
      saved,
    };
  }
}
