import type { Disk, DiskFile } from "../../../src/node/state/disk.ts";
import type { Random } from "../../../src/random/mod.ts";

/** A file's contents: as written, and as they are for certain after a power cut. */
interface Inode {
  written: Uint8Array;
  synced: Uint8Array;
}

/** A change of names that no sync of the folder has confirmed. */
type Change =
  | { kind: "create"; path: string; inode: Inode }
  | { kind: "rename"; from: string; to: string; inode: Inode }
  | { kind: "remove"; path: string };

const NOTHING = new Uint8Array();

/**
 * A disk in memory that can lose power at any step, or be full. What was not synced
 * is then there, or not, or in part, or other bytes; names that were not synced
 * have changed, or not, each by itself.
 */
export class MortalDisk implements Disk {
  /** Steps until the power goes. */
  stepsLeft = Infinity;
  /** Whether nothing more can be written; what there is room for of it is. */
  isFull = false;
  /** Steps taken. */
  steps = 0;
  readonly #random: Random;
  #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();
  #changes: Change[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether the power is gone. */
  get isDead(): boolean {
    return this.stepsLeft <= 0;
  }

  /** Power comes back: what is there now is there for good. */
  restart(): void {
    const names = this.#syncedNames;
    for (const change of this.#changes) {
      if (this.#random.below(2) === 0) continue;
      if (change.kind === "create") names.set(change.path, change.inode);
      if (change.kind === "remove") names.delete(change.path);
      if (change.kind === "rename") {
        names.delete(change.from);
        names.set(change.to, change.inode);
      }
    }
    for (const inode of new Set(names.values())) {
      inode.written = inode.synced = this.#remains(inode);
    }
    this.#changes = [];
    this.#names = new Map(names);
    this.stepsLeft = Infinity;
    this.isFull = false;
  }

  /** Changes bytes of a file behind everybody's back. */
  damage(path: string, change: (bytes: Uint8Array) => Uint8Array): void {
    const inode = this.#names.get(path)!;
    inode.written = inode.synced = change(inode.written.slice());
  }

  /** Paths of all files. */
  get names(): string[] {
    return [...this.#names.keys()];
  }

  /** Bytes of all files. */
  get bytes(): number {
    return this.#names.values().reduce(
      (n, { written }) => n + written.length,
      0,
    );
  }

  makeFolder(_path: string): Promise<void> {
    return this.#step(() => {});
  }

  list(folder: string): Promise<string[]> {
    return this.#step(() => {
      const names = [...this.#names.keys()];
      return names.filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1));
    });
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return this.#step(() => this.#names.get(path)?.written.slice());
  }

  create(path: string): Promise<DiskFile> {
    return this.#step(() => {
      this.#assertRoom();
      const inode = { written: NOTHING, synced: NOTHING };
      this.#names.set(path, inode);
      this.#changes.push({ kind: "create", path, inode });
      return this.#open(inode);
    });
  }

  truncate(path: string, length: number): Promise<void> {
    return this.#step(() => {
      const inode = this.#names.get(path)!;
      inode.written = inode.written.slice(0, length);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#step(() => {
      const inode = this.#names.get(from)!;
      this.#names.delete(from);
      this.#names.set(to, inode);
      this.#changes.push({ kind: "rename", from, to, inode });
    });
  }

  remove(path: string): Promise<void> {
    return this.#step(() => {
      if (!this.#names.delete(path)) return;
      this.#changes.push({ kind: "remove", path });
    });
  }

  syncFolder(_path: string): Promise<void> {
    return this.#step(() => {
      this.#syncedNames = new Map(this.#names);
      this.#changes = [];
    });
  }

  #open(inode: Inode): DiskFile {
    const write = (bytes: Uint8Array) => {
      const { written } = inode;
      inode.written = new Uint8Array(written.length + bytes.length);
      inode.written.set(written);
      inode.written.set(bytes, written.length);
    };
    const torn = (bytes: Uint8Array) =>
      write(bytes.subarray(0, this.#random.below(bytes.length + 1)));
    return {
      append: (bytes) =>
        this.#step(
          () => {
            if (this.isFull) torn(bytes);
            this.#assertRoom();
            write(bytes);
          },
          () => torn(bytes),
        ),
      sync: () =>
        this.#step(() => {
          this.#assertRoom();
          inode.synced = inode.written;
        }),
      close: () => {},
    };
  }

  #assertRoom(): void {
    if (this.isFull) throw new Error("No space left on device");
  }

  /** What is left of a file whose last bytes were on their way. */
  #remains({ written, synced }: Inode): Uint8Array {
    const random = this.#random;
    if (written.length < synced.length) {
      return random.below(2) === 0 ? written : synced;
    }
    const length = synced.length +
      random.below(written.length - synced.length + 1);
    const left = written.slice(0, length);
    if (length === synced.length || random.below(3) > 0) return left;
    const zeros = random.below(2) === 0;
    const from = synced.length + random.below(length - synced.length);
    for (let i = from; i < length; i++) left[i] = zeros ? 0 : random.below(256);
    return left;
  }

  // Not async: what a step does is done when it is called, and seen a turn later.
  #step<T>(act: () => T, dying: () => void = () => {}): Promise<T> {
    if (this.isDead) return Promise.reject(new PowerCut());
    this.steps++;
    if (--this.stepsLeft <= 0) {
      // The last step may have been taken, or not.
      if (this.#random.below(2) === 0) dying();
      else attempt(act);
      return Promise.reject(new PowerCut());
    }
    return new Promise((resolve) => resolve(act()));
  }
}

/** The power is gone. */
export class PowerCut extends Error {}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // A full disk loses power, too.
  }
}
