import { type Cell, keyOf } from "./cell.ts";
import type { Outcome } from "./run_cell.ts";

/** A run and what came of it: one line of the file. */
export interface Result {
  cell: Cell;
  outcome: Outcome;
}

/**
 * Runs that are on file, the newest of each cell, so that a grid that was broken
 * off goes on where it stopped.
 */
export class Results {
  readonly #file: string;
  readonly #byKey = new Map<string, Result>();

  private constructor(file: string, results: Result[]) {
    this.#file = file;
    for (const result of results) this.#byKey.set(keyOf(result.cell), result);
  }

  /** Reads a file; one that is not there has no runs. */
  static async open(file: string): Promise<Results> {
    let text = "";
    try {
      text = await Deno.readTextFile(file);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    const lines = text.split("\n").filter((line) => line !== "");
    return new Results(file, lines.map((line) => JSON.parse(line)));
  }

  /** All runs. */
  get all(): Result[] {
    return [...this.#byKey.values()];
  }

  /** Whether a cell has been run. */
  has(cell: Cell): boolean {
    return this.#byKey.has(keyOf(cell));
  }

  /** Adds a run, also to the file. */
  async add(result: Result): Promise<void> {
    this.#byKey.set(keyOf(result.cell), result);
    const line = `${JSON.stringify(result)}\n`;
    await Deno.writeTextFile(this.#file, line, { append: true });
  }
}
