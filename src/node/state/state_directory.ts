import { NodeError } from "../errors.ts";
import { writeProblem } from "../../telemetry/words/write_problem.ts";
import { denoDisk } from "./deno_disk.ts";
import { Journal } from "./journal.ts";

/** Hex digits of a manifest's hash that name its folder. */
const MANIFEST_DIGITS = 16;

/** What is told of the disk while training goes on. */
export interface StateWatch {
  /** In words: what was found damaged. */
  tell: (text: string) => void;
  /** The disk could not be written. */
  onProblem: (error: unknown) => void;
}

/**
 * The folder of `--state`: the peer's identity and, for each manifest, snapshots
 * and the logs of the own feeds. One process at a time has it: the lock is the
 * system's, which lets it go with the process, however that ends.
 *
 * @example
 * ```ts ignore
 * const directory = await StateDirectory.open("./drover-state");
 * const identity = await directory.identity();
 * const journal = await directory.journal(manifestHash, watch);
 * ```
 */
export class StateDirectory {
  /** The folder, as the person wrote it. */
  readonly path: string;
  readonly #lock: Deno.FsFile;
  #isOpen = true;

  private constructor(path: string, lock: Deno.FsFile) {
    this.path = path;
    this.#lock = lock;
  }

  /**
   * Makes the folder where there is none, and locks it.
   *
   * @throws {NodeError} If the folder cannot be used, or another process uses it
   */
  static async open(path: string): Promise<StateDirectory> {
    let lock: Deno.FsFile;
    try {
      await Deno.mkdir(path, { recursive: true });
      lock = await Deno.open(`${path}/lock`, { write: true, create: true });
    } catch (error) {
      throw explained(path, error);
    }
    try {
      if (await lock.tryLock(true)) return new StateDirectory(path, lock);
    } catch (error) {
      lock.close();
      throw explained(path, error);
    }
    lock.close();
    throw new NodeError(
      `Cannot use --state ${path}: another process trains with it, and an identity can be in one place only; stop that one, or name another folder`,
    );
  }

  /**
   * Reads the identity, making one where there is none.
   *
   * @returns Ed25519 seed, 32 bytes
   * @throws {NodeError} If the folder cannot be used
   */
  async identity(): Promise<Uint8Array> {
    const file = `${this.path}/identity`;
    try {
      const seed = await denoDisk.read(file);
      if (seed === undefined) return await this.#newIdentity(file);
      if (seed.length === 32) return seed;
      throw new NodeError(
        `Cannot use --state ${this.path}: ${file} has ${seed.length} bytes, an identity has 32; move the file away for a new one`,
      );
    } catch (error) {
      throw this.explain(error);
    }
  }

  /**
   * Opens what there is of a manifest.
   *
   * @param manifest its hash, hex
   * @throws {NodeError} If the folder cannot be used
   */
  async journal(manifest: string, watch: StateWatch): Promise<Journal> {
    const folder = `${this.path}/${manifest.slice(0, MANIFEST_DIGITS)}`;
    try {
      return await Journal.open({ ...watch, disk: denoDisk, folder });
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** An error of the disk as one for the person who named the folder. */
  explain(error: unknown): Error {
    return explained(this.path, error);
  }

  /** Lets another process have it. */
  close(): void {
    if (this.#isOpen) this.#lock.close();
    this.#isOpen = false;
  }

  async #newIdentity(file: string): Promise<Uint8Array> {
    const seed = crypto.getRandomValues(new Uint8Array(32));
    const temporary = await denoDisk.create(`${file}.new`, 0o600);
    try {
      await temporary.append(seed);
      await temporary.sync();
    } finally {
      temporary.close();
    }
    await denoDisk.rename(`${file}.new`, file);
    await denoDisk.syncFolder(this.path);
    return seed;
  }
}

function explained(path: string, error: unknown): Error {
  if (error instanceof NodeError || !(error instanceof Error)) {
    return error as Error;
  }
  return new NodeError(
    `Cannot use --state ${path}: ${writeProblem(error, path, "folder")}`,
    { cause: error },
  );
}
