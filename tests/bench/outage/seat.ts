import { type Line, PeerProcess } from "../../swarm/processes.ts";

/** An update that a process said it published. */
export interface Published {
  feed: string;
  seq: number;
  /** How many of the feed were on disk for good before. */
  synced: number;
  /** When that was heard, ms. */
  at: number;
}

/** One process of a seat. */
export interface Life {
  readonly process: PeerProcess;
  readonly startedAt: number;
  /** When it was killed, ms. */
  killedAt?: number;
  readonly published: Published[];
  /** Lines but those of progress, and when they came, ms. */
  readonly said: { at: number; line: Line }[];
  /** The last of its lines of progress. */
  progress?: Line;
  summary?: Line;
  /** Bytes it had received when it had joined. */
  bytesToJoin?: number;
}

/** How to run a peer. */
export interface SeatOptions {
  name: string;
  /** Network namespace. */
  machine: string;
  /** Arguments of each start. */
  args: string[];
  /** Told each line. */
  log?: (line: Line, at: number) => void;
}

/** A machine's place in the swarm: one process after the other, from one state folder. */
export class Seat {
  readonly lives: Life[] = [];
  /** Settles when a process has ended that nobody killed. */
  readonly ended: Promise<void>;
  readonly name: string;
  readonly #options: SeatOptions;
  readonly #over = Promise.withResolvers<void>();

  /** Starts nothing yet. */
  constructor(options: SeatOptions) {
    this.#options = options;
    this.name = options.name;
    this.ended = this.#over.promise;
  }

  /** The process that runs or ran last. */
  get life(): Life | undefined {
    return this.lives.at(-1);
  }

  /** Whether it runs. */
  get isUp(): boolean {
    return this.life !== undefined && this.life.killedAt === undefined &&
      this.life.summary === undefined;
  }

  /** Starts a process, with arguments of this start alone. */
  start(...args: string[]): Life {
    const { machine, log, name } = this.#options;
    const process = new PeerProcess(
      [...this.#options.args, "--name", name, ...args],
      machine,
      (line) => {
        const at = performance.now();
        hear(life, line, at);
        log?.(line, at);
      },
    );
    const life: Life = {
      process,
      startedAt: performance.now(),
      published: [],
      said: [],
    };
    this.lives.push(life);
    process.ended.then(() => {
      if (life.killedAt === undefined) this.#over.resolve();
    });
    return life;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const { life } = this;
    if (life === undefined || !this.isUp) return;
    life.killedAt = performance.now();
    life.process.kill("SIGKILL");
    await life.process.ended;
  }

  /** All that it published, in all its lives. */
  get published(): Published[] {
    return this.lives.flatMap(({ published }) => published);
  }
}

function hear(life: Life, line: Line, at: number): void {
  if (line.type === "published") {
    const { feed, seq, synced = 0 } = line as unknown as Published;
    life.published.push({ feed, seq, synced, at });
    return;
  }
  if (line.type === "progress") {
    life.progress = line;
    return;
  }
  if (line.type === "summary") life.summary = line;
  life.said.push({ at, line });
  if (line.type === "joined") {
    life.bytesToJoin = Number(life.progress?.bytesReceived ?? 0);
  }
}
