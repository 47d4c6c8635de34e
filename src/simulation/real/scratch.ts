import { fromFileUrl } from "@std/path";

/** Where Drover keeps what a run needs for a while, where nothing else is said: in its own folder. */
const PARENT = new URL("../../../.drover/", import.meta.url);

/** A folder for one run: the task as the scenario wants it, and the peers' states. */
export class Scratch {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Makes the folder, with the task file in it. */
  static async create(
    task: string,
    parent: string = fromFileUrl(PARENT),
  ): Promise<Scratch> {
    await Deno.mkdir(parent, { recursive: true });
    const path = await Deno.makeTempDir({ dir: parent, prefix: "real-" });
    const scratch = new Scratch(path);
    await Deno.writeTextFile(scratch.task, task);
    return scratch;
  }

  /** Path of the task file. */
  get task(): string {
    return `${this.#path}/task.ts`;
  }

  /** Path of a peer's `--state`. */
  state(peer: number): string {
    return `${this.#path}/peer-${peer}`;
  }

  /** Loses a peer's snapshots, but not its identity. */
  async wipe(peer: number): Promise<void> {
    try {
      for await (const { name } of Deno.readDir(this.state(peer))) {
        if (name === "identity") continue;
        await Deno.remove(`${this.state(peer)}/${name}`);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Deletes the folder. */
  async remove(): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }
}
