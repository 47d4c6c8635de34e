import { NodeError } from "./errors.ts";
import { writeProblem } from "./write_problem.ts";

/** What a restart finds of its own past. */
export interface SavedState {
  /** Ed25519 seed of the identity, 32 bytes. */
  identity: Uint8Array;
  /** The newest snapshot of this manifest, if there is one. */
  snapshot: Uint8Array | undefined;
}

/**
 * The folder of `--state`: the peer's identity and, for each manifest, its newest
 * snapshot.
 *
 * @example
 * ```ts ignore
 * const directory = new StateDirectory("./drover-state");
 * const { identity, snapshot } = await directory.open(manifestHash);
 * await directory.write(manifestHash, replica.snapshot());
 * ```
 */
export class StateDirectory {
  readonly #path: string;

  /** @param path the folder; made when it is opened */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Reads the identity, making one where there is none.
   *
   * @throws {NodeError} If the folder cannot be used
   */
  async identity(): Promise<Uint8Array> {
    const file = `${this.#path}/identity`;
    try {
      await Deno.mkdir(this.#path, { recursive: true });
      const seed = await Deno.readFile(file);
      if (seed.length === 32) return seed;
      throw new NodeError(
        `Cannot use --state ${this.#path}: ${file} has ${seed.length} bytes, an identity has 32; move the file away for a new one`,
      );
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw this.#explain(error);
    }
    const seed = crypto.getRandomValues(new Uint8Array(32));
    await this.#replace(file, seed, 0o600);
    return seed;
  }

  /** The newest snapshot of a manifest, if there is one. */
  async snapshot(manifest: string): Promise<Uint8Array | undefined> {
    try {
      return await Deno.readFile(this.#snapshotFile(manifest));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw this.#explain(error);
    }
  }

  /** Writes a snapshot in the place of the last one, whole or not at all. */
  async write(manifest: string, snapshot: Uint8Array): Promise<void> {
    await this.#replace(this.#snapshotFile(manifest), snapshot, 0o644);
  }

  #snapshotFile(manifest: string): string {
    return `${this.#path}/snapshot-${manifest.slice(0, 16)}`;
  }

  async #replace(
    path: string,
    bytes: Uint8Array,
    mode: number,
  ): Promise<void> {
    const temporary = `${path}.new`;
    try {
      const file = await Deno.open(temporary, {
        write: true,
        create: true,
        truncate: true,
        mode,
      });
      try {
        for (let at = 0; at < bytes.length;) {
          at += await file.write(bytes.subarray(at));
        }
        await file.sync();
      } finally {
        file.close();
      }
      await Deno.rename(temporary, path);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): Error {
    if (error instanceof NodeError || !(error instanceof Error)) {
      return error as Error;
    }
    return new NodeError(
      `Cannot use --state ${this.#path}: ${
        writeProblem(error, this.#path, "folder")
      }`,
      { cause: error },
    );
  }
}
