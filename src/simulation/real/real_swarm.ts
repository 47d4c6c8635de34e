import type { NodeEvent } from "../../telemetry/mod.ts";
import { isEvent } from "../../telemetry/record_types.ts";
import type { Fault } from "../fault.ts";
import type { RunEvent } from "../run.ts";
import { ScenarioError } from "../scenario.ts";
import { describeFailure } from "./describe_failure.ts";
import type { PeerEnding, PeerLine } from "./process.ts";
import { RealPeer } from "./real_peer.ts";
import type { RealOutcome, RealSwarmOptions } from "./real_swarm_options.ts";
import { Watch } from "./watch.ts";

/** Milliseconds that a process may take to end when it is asked to. */
const PATIENCE_MS = 5000;

/** Events of the network, which a simulated run has none of. */
const OF_THE_NODE: ReadonlySet<string> = new Set(
  [
    "ready",
    "notice",
    "peer-connected",
    "peer-disconnected",
    "peer-refused",
    "restored",
    "saved",
    "published",
    "dashboard",
    "metrics",
  ] satisfies NodeEvent["type"][],
);

/**
 * Real peers on the loopback interface, and what befalls them: a crash is
 * SIGKILL, a freeze SIGSTOP and SIGCONT. Time counts from the moment that
 * training begins.
 */
export class RealSwarm {
  readonly #options: RealSwarmOptions;
  readonly #peers: RealPeer[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #events: RunEvent[] = [];
  readonly #broken: string[] = [];
  readonly #over = Promise.withResolvers<void>();
  readonly #watch: Watch;
  #begun: number | undefined;
  #restarts = 0;
  #isStopping = false;

  /** Starts the processes. */
  constructor(options: RealSwarmOptions) {
    this.#options = options;
    try {
      for (let i = 0; i < options.peers; i++) this.#add(false);
    } catch (error) {
      this.kill();
      throw error;
    }
    this.#watch = new Watch(() => this.#peers, (problem) => {
      this.#broken.push(problem);
      this.stop();
    });
  }

  /**
   * Waits for the end of all processes.
   *
   * @throws {ScenarioError} If one of them failed by itself; the others have been ended
   */
  async run(): Promise<RealOutcome> {
    try {
      await this.#over.promise;
    } finally {
      this.#watch.close();
      this.#clearTimers();
      this.kill();
      await Promise.all(this.#peers.map(({ process }) => process?.ended));
    }
    const peers = this.#peers.map((peer) => peer.record());
    // What the dead published is known from those who have it.
    for (const { clock } of peers) {
      for (const [feed, count] of clock ?? []) {
        const author = this.#peers.find(({ published }) => published.has(feed));
        const known = author?.published.get(feed) ?? 0;
        if (known < count) author?.published.set(feed, count);
      }
    }
    return {
      ms: this.#now(),
      peers,
      events: this.#events,
      broken: this.#broken,
    };
  }

  /** Asks all processes to end; those that do not are ended. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#restarts = 0;
    this.#clearTimers();
    if (this.#running().length === 0) this.#over.resolve();
    for (const peer of this.#running()) this.#end(peer, "running", "SIGTERM");
    this.#timers.add(setTimeout(() => this.kill(), PATIENCE_MS));
  }

  /** Ends all processes at once. */
  kill(): void {
    for (const { process } of this.#running()) process?.kill("SIGKILL");
  }

  #running(): RealPeer[] {
    return this.#peers.filter(({ hasEnded }) => !hasEnded);
  }

  /** Whether somebody has trained to the end. */
  get #isOver(): boolean {
    return this.#peers.some(({ summary, fate }) =>
      summary !== undefined && fate === undefined
    );
  }

  /** Milliseconds of the scenario since training began. */
  #now(): number {
    if (this.#begun === undefined) return 0;
    return (performance.now() - this.#begun) / this.#options.stretch;
  }

  #add(isLate: boolean): void {
    const peer = new RealPeer(this.#peers.length, isLate);
    this.#peers.push(peer);
    this.#launch(peer);
  }

  #launch(peer: RealPeer): void {
    const { scratch, common, own, peers, start } = this.#options;
    const { index } = peer;
    const args = [scratch.task, ...common, ...own(index)];
    if (!peer.isLate) args.push(`--wait-for=${peers}`);
    const process = start(
      `peer-${index}`,
      args,
      (line) => this.#hear(peer, line),
    );
    peer.process = process;
    process.ended.then((ending) => this.#ended(peer, ending))
      .catch(this.#over.reject);
  }

  #hear(peer: RealPeer, line: PeerLine): void {
    this.#options.onLine(peer.index, line);
    if (line.type === "started") this.#begin();
    const at = this.#now();
    peer.hear(line, at);
    this.#watch.hear(peer, line);
    if (isEvent(line) && !OF_THE_NODE.has(line.type)) {
      const { time: _, ...event } = line;
      this.#tell({ at, peer: peer.index, event } as RunEvent);
    }
    if (line.type === "joined" || line.type === "started") {
      if (peer.isLate) this.#excuse(peer);
    }
  }

  /** Who comes back while others end may find nobody to learn from, and they may not hear of him. */
  #excuse(returning: RealPeer): void {
    const ending = this.#peers.filter(({ doneAt }) => doneAt !== undefined);
    if (ending.length === 0) return;
    for (const peer of [returning, ...ending]) peer.isExcused = true;
  }

  #begin(): void {
    if (this.#begun !== undefined) return;
    this.#begun = performance.now();
    const { faults, ms } = this.#options;
    for (const fault of faults) {
      this.#after(fault.at, () => this.#befall(fault));
    }
    if (ms !== undefined) this.#after(ms, () => this.stop());
  }

  #after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms * this.#options.stretch);
    this.#timers.add(timer);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #tell(event: RunEvent): void {
    this.#events.push(event);
    this.#options.onEvent(
      event,
      (key) => this.#peers.find(({ publicKey }) => publicKey === key)?.index,
    );
  }

  /** Does what a fault says, where there is somebody left to do it to. */
  #befall(fault: Fault): void {
    if (fault.kind === "join") {
      if (this.#running().length === 0) return;
      this.#tell({ at: this.#now(), fault });
      for (let i = 0; i < (fault.count ?? 1); i++) this.#add(true);
      return;
    }
    if (!("peer" in fault)) return;
    const peer = this.#peers[fault.peer];
    if (peer === undefined || peer.hasEnded) return;
    this.#tell({ at: this.#now(), fault });
    switch (fault.kind) {
      case "crash":
        this.#end(peer, "crashed", "SIGKILL");
        if (fault.restartAfter === undefined) break;
        this.#restarts++;
        this.#after(
          fault.restartAfter,
          () => void this.#restart(peer, fault.disk ?? false),
        );
        break;
      case "leave":
        this.#end(peer, "left", "SIGINT");
        break;
      case "freeze":
        peer.process!.kill("SIGSTOP");
        this.#after(fault.lasts, () => {
          if (peer.hasEnded) return;
          this.#excuse(peer);
          peer.process!.kill("SIGCONT");
        });
        break;
    }
  }

  #end(
    peer: RealPeer,
    fate: "crashed" | "left" | "running",
    signal: "SIGKILL" | "SIGINT" | "SIGTERM",
  ): void {
    peer.fate ??= fate;
    peer.process!.kill(signal);
    // A frozen process hears of nothing before it thaws.
    peer.process!.kill("SIGCONT");
  }

  async #restart(peer: RealPeer, disk: boolean): Promise<void> {
    try {
      await peer.process!.ended;
      this.#restarts--;
      if (this.#isStopping || this.#isOver) return;
      if (!disk) await this.#options.scratch.wipe(peer.index);
      peer.restarts();
      this.#launch(peer);
    } catch (error) {
      this.#over.reject(error);
    }
  }

  #ended(peer: RealPeer, ending: PeerEnding): void {
    peer.hasEnded = true;
    if (peer.fate === undefined && peer.summary === undefined) {
      this.#over.reject(new ScenarioError(describeFailure(peer, ending)));
      return;
    }
    const running = this.#running();
    if (running.length === 0 && (this.#restarts === 0 || this.#isOver)) {
      this.#over.resolve();
      return;
    }
    if (!this.#isOver || running.some(({ isMember }) => isMember)) return;
    // Training is over, and the rest came too late to take part in it.
    for (const late of running) {
      late.fateReason = "the others had finished before it came";
      this.#end(late, "left", "SIGTERM");
    }
  }
}
