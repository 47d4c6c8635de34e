import { BadLan, type LanFigures } from "../../link/bad_lan.ts";
import type { PortOptions } from "../../link/ethernet_switch.ts";
import { Seat } from "./seat.ts";
import type { Line } from "../../swarm/processes.ts";

/** The link of every machine: what it sends is lost, late and slow; what it gets is slow. */
export const BAD_CABLES: PortOptions = {
  up: { loss: 0.1, delay: 100, jitter: 50, rate: 5e6 },
  down: { rate: 5e6 },
};

/** What a herd is made of. */
export interface HerdOptions {
  seed: number;
  /** Machines. */
  count: number;
  cables: PortOptions;
  /** Arguments of `train`, but for the folder and the name. */
  args: string[];
  /** Folder for what each process says, line by line. */
  logs?: string;
}

/** Peers as processes, each on a machine of its own behind a bad cable. */
export class Herd {
  readonly seats: Seat[];
  readonly lan: BadLan;
  readonly #folder: string;

  private constructor(lan: BadLan, folder: string, options: HerdOptions) {
    this.lan = lan;
    this.#folder = folder;
    const { args, logs } = options;
    const start = performance.now();
    this.seats = lan.machines.map((machine, i) => {
      const name = `peer-${i}`;
      const log = logs === undefined ? {} : {
        log: (line: Line, at: number) =>
          Deno.writeTextFileSync(
            `${logs}/${name}.jsonl`,
            `${((at - start) / 1000).toFixed(3)} ${JSON.stringify(line)}\n`,
            { append: true },
          ),
      };
      const state = ["--state", `${folder}/${name}`];
      return new Seat({ name, machine, args: [...args, ...state], ...log });
    });
  }

  /** Runs `use` with machines on which nothing runs yet, and tidies up after it. */
  static async with<T>(
    options: HerdOptions,
    use: (herd: Herd) => Promise<T>,
  ): Promise<T> {
    const { count, cables, seed, logs } = options;
    if (logs !== undefined) await Deno.mkdir(logs, { recursive: true });
    const folder = await Deno.makeTempDir({ prefix: "drover-herd-" });
    try {
      const lan = await BadLan.of(Array(count).fill(cables), seed);
      const herd = new Herd(lan, folder, options);
      // Processes and namespaces would outlive this one.
      const end = async () => {
        await herd.#close();
        await Deno.remove(folder, { recursive: true });
        Deno.exit(130);
      };
      const signals = ["SIGINT", "SIGTERM"] as const;
      for (const signal of signals) Deno.addSignalListener(signal, end);
      try {
        return await use(herd);
      } finally {
        for (const signal of signals) Deno.removeSignalListener(signal, end);
        await herd.#close();
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }

  /** What became of all frames. */
  traffic(): Promise<LanFigures> {
    return this.lan.figures();
  }

  async #close(): Promise<void> {
    await Promise.all(this.seats.map(async (seat) => {
      seat.life?.process.kill("SIGKILL");
      await seat.life?.process.ended;
    }));
    await this.lan.close();
  }
}
