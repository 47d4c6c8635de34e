import { peerIdOfSeed } from "../../network/observer/mod.ts";
import { denoDisk } from "../../node/state/deno_disk.ts";
import type { Disk } from "../../node/state/disk.ts";
import { Journal } from "../../node/state/journal.ts";

/** Files larger than this are not read through, bytes. */
const LARGE = 64 * 2 ** 20;

/** What a state folder is like. */
export interface StateFacts {
  /** The folder, as it was written. */
  path: string;
  /** What there is: nothing, something else, or a folder. */
  kind: "none" | "no folder" | "folder";
  /** Why it could not be read. */
  problem?: unknown;
  /** Whether a process trains with it now. */
  isLocked: boolean;
  /** Bytes of the identity; undefined where there is none. */
  identityBytes?: number;
  /** Whether other users of this machine can read the identity. */
  isIdentityOpen?: boolean;
  /** Id of the peer whose identity it is. */
  peer?: string;
  /** Trainings (manifests) that it holds something of. */
  trainings: number;
  /** What is damaged, as a start would say it. */
  damage: string[];
  /** Bytes that were not looked through, as they are many. */
  unread: number;
}

/** Looks at a state folder and changes nothing in it. */
export async function measureState(path: string): Promise<StateFacts> {
  const facts: StateFacts = {
    path,
    kind: "folder",
    isLocked: false,
    trainings: 0,
    damage: [],
    unread: 0,
  };
  try {
    if (!(await Deno.stat(path)).isDirectory) {
      return { ...facts, kind: "no folder" };
    }
    facts.isLocked = await isLocked(`${path}/lock`);
    await measureIdentity(facts);
    // What is being written cannot be told from what is torn.
    if (!facts.isLocked) await measureTrainings(facts);
  } catch (problem) {
    if (problem instanceof Deno.errors.NotFound) {
      return { ...facts, kind: "none" };
    }
    return { ...facts, problem };
  }
  return facts;
}

async function isLocked(path: string): Promise<boolean> {
  try {
    using lock = await Deno.open(path, { write: true });
    return !await lock.tryLock(true);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function measureIdentity(facts: StateFacts): Promise<void> {
  const file = `${facts.path}/identity`;
  const seed = await denoDisk.read(file);
  if (seed === undefined) return;
  facts.identityBytes = seed.length;
  const { mode } = await Deno.stat(file);
  if (mode !== null) facts.isIdentityOpen = (mode & 0o077) !== 0;
  if (seed.length === 32) facts.peer = await peerIdOfSeed(seed);
}

async function measureTrainings(facts: StateFacts): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(facts.path)) {
    if (!isDirectory || !/^[0-9a-f]{16}$/.test(name)) continue;
    facts.trainings++;
    const folder = `${facts.path}/${name}`;
    const size = await sizeOf(folder);
    if (size > LARGE) {
      facts.unread += size;
      continue;
    }
    const journal = await Journal.open({
      disk: readOnly,
      folder,
      tell: (text) => facts.damage.push(`${name}/${text}`),
      onProblem: () => {},
    });
    for await (
      const _ of journal.snapshots()
    ) { /* Each is held against its hash. */ }
    for await (const _ of journal.entries()) { /* So is each entry. */ }
  }
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for await (const { name } of Deno.readDir(folder)) {
    size += (await Deno.stat(`${folder}/${name}`)).size;
  }
  return size;
}

const nothing = () => Promise.resolve();

/** The disk, on which nothing is set aside, cut off or removed. */
const readOnly: Disk = {
  ...denoDisk,
  makeFolder: nothing,
  truncate: nothing,
  rename: nothing,
  remove: nothing,
  syncFolder: nothing,
};
