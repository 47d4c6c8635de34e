import type { Connection, Stream } from "@libp2p/interface";
import { NetworkError } from "./errors.ts";
import { manifestDifferences } from "./manifest_differences.ts";
import { readRun, type Run, writeRun } from "./runs.ts";
import { encodeFrames, FrameQueue, FrameReader } from "./streams.ts";
import type { JsonObject, NetworkOptions } from "./types.ts";

/** The protocol by which peers introduce themselves. */
export const HELLO_PROTOCOL = "/drover/hello/1";

/** Version of everything that Drover peers say to each other. */
export const PROTOCOL_VERSION = 2;

/** The longest frame of a hello stream, in bytes. */
const FRAME_LIMIT = 1 << 20;

/** Addresses of one peer that are heard, and characters of one. */
const ADDRESSES = 32, ADDRESS = 256;

/** Characters of what else a peer tells of itself, as JSON; more is not heard. */
const DETAILS = 1024;

/** How many differing fields a refusal names. */
const LINES = 3;

/** What a peer says of itself when it meets another. */
export interface Hello {
  /** Version of the protocols. */
  version: number;
  /** Name of the swarm. */
  swarm: string;
  /** Hash of the manifest, hex. */
  manifestHash: string;
  /** The manifest. */
  manifest: JsonObject;
  /** What else there is to tell. */
  details: JsonObject;
  /** Multiaddrs that it listens on. */
  addresses: string[];
  /** Which run of its identity it is. */
  run?: Run;
  /** Its wall clock when it said this, ms since 1970: Drover compares none, but people compare logs. */
  clock?: number;
  /** Said over a second connection, to compare runs alone: the talk is over the first. */
  compares?: boolean;
}

/**
 * Our hello.
 *
 * @param options What the network was made with.
 * @param addresses Multiaddrs that we listen on.
 */
export function introduce(
  { swarm, manifestHash, manifest, details, run }: NetworkOptions,
  addresses: string[],
): Hello {
  return {
    version: PROTOCOL_VERSION,
    swarm,
    manifestHash,
    manifest,
    details: details ?? {},
    addresses,
    clock: Date.now(),
    ...(run === undefined ? {} : { run }),
  };
}

/**
 * The hello of somebody who wants to hear another's and no more. Nobody can be in a
 * swarm without a name, so peers of every version take it for a stranger's, and
 * leave without a word to anybody.
 */
export function observe(): Hello {
  return {
    version: PROTOCOL_VERSION,
    swarm: "",
    manifestHash: "",
    manifest: {},
    details: {},
    addresses: [],
  };
}

/** A neighbour of a neighbour. */
export interface NeighbourInfo {
  /** Its peer id. */
  id: string;
  /** Multiaddrs that it listens on. */
  addresses: string[];
  /** What it tells of itself, if the neighbour passes that on. */
  details?: JsonObject;
}

/** Which peers a peer serves directly, as a difference to what it said before. */
export interface Neighbours {
  /** Peers that it serves from now on. */
  add: NeighbourInfo[];
  /** Peers that it no longer serves. */
  remove: string[];
  /** The word of a newer run of the peer that this is told to. */
  word?: Uint8Array;
  /** Bytes that it has read of what is gossiped to it over this connection, if it says so. */
  read?: number;
}

/** What to make of another's hello: talk, leave quietly, or refuse for a reason, which says what the other does. */
export type Verdict =
  | { kind: "welcome" }
  | { kind: "stranger" }
  | { kind: "refused"; reason: string };

/** Compares our hello with another peer's. */
export function judge(ours: Hello, theirs: Hello): Verdict {
  if (ours.swarm !== theirs.swarm) return { kind: "stranger" };
  if (ours.version !== theirs.version) {
    return {
      kind: "refused",
      reason:
        `speaks another version of the protocol: ${ours.version} here, ${theirs.version} there; update Drover`,
    };
  }
  if (ours.manifestHash === theirs.manifestHash) return { kind: "welcome" };
  const lines = manifestDifferences(ours.manifest, theirs.manifest);
  if (lines.length === 0) {
    lines.push(
      `manifest hash: ${ours.manifestHash} here, ${theirs.manifestHash} there`,
    );
  }
  const more = lines.length - LINES;
  const shown = lines.slice(0, LINES).join("; ");
  const differences = more > 0 ? `${shown}; and ${more} more` : shown;
  return {
    kind: "refused",
    reason:
      `trains another task: ${differences}; give both the same task file, data and options`,
  };
}

/**
 * One hello stream. Both sides introduce themselves at once, then keep it open
 * to say which peers they serve.
 */
export class HelloStream {
  readonly #stream: Stream;
  readonly #queue = new FrameQueue();
  readonly #reader: FrameReader;

  /** @param stream An open stream of `HELLO_PROTOCOL`, used by nobody else. */
  constructor(stream: Stream) {
    this.#stream = stream;
    this.#reader = new FrameReader(stream);
    // When the peer is lost, the reading side says so.
    stream.sink(encodeFrames(this.#queue)).catch(() => {});
  }

  /** Opens the stream on a connection that this side has dialled. */
  static async open(connection: Connection): Promise<HelloStream> {
    return new HelloStream(await connection.newStream(HELLO_PROTOCOL));
  }

  /** Introduces this side. */
  say(hello: Hello): void {
    const { run, ...rest } = hello;
    this.#send(run === undefined ? rest : { ...rest, run: writeRun(run) });
  }

  /** Tells of a change in the peers that this side serves. */
  tell(neighbours: Neighbours): void {
    const { word, ...rest } = neighbours;
    this.#send(word === undefined ? rest : { ...rest, word: word.toHex() });
  }

  /** Lets the stream end after what was said. */
  end(): void {
    this.#queue.end();
  }

  /** Ends the stream at once. */
  abort(): void {
    this.#queue.end();
    this.#stream.abort(new Error("Hello is over"));
  }

  /** The other side's introduction; throws if there is none or it makes no sense. */
  async readHello(): Promise<Hello> {
    const value = await this.#receive();
    if (
      value === undefined || typeof value.version !== "number" ||
      typeof value.swarm !== "string" ||
      typeof value.manifestHash !== "string" || !isObject(value.manifest) ||
      !isObject(value.details) || !isStrings(value.addresses)
    ) {
      throw new NetworkError("Cannot read the hello: it lacks a field");
    }
    const { version, swarm, manifestHash, manifest, details, addresses } =
      value;
    const run = readRun(value.run);
    const { clock } = value;
    return {
      version,
      swarm,
      manifestHash,
      manifest,
      details: briefDetails(details),
      addresses: fewAddresses(addresses),
      ...(run === undefined ? {} : { run }),
      ...(Number.isSafeInteger(clock) ? { clock: clock as number } : {}),
      compares: value.compares === true,
    };
  }

  /** The next change in the peers that the other side serves; `undefined` at the end. */
  async readNeighbours(): Promise<Neighbours | undefined> {
    const value = await this.#receive();
    if (value === undefined) return undefined;
    const word = typeof value.word === "string"
      ? { word: Uint8Array.fromHex(value.word) }
      : {};
    const { add, remove, read } = value;
    if (!Array.isArray(add) || !isStrings(remove)) {
      throw new NetworkError("Cannot read the neighbours: a field is missing");
    }
    return {
      add: add.filter(isObject).map((each) => ({
        id: String(each.id),
        addresses: isStrings(each.addresses)
          ? fewAddresses(each.addresses)
          : [],
        ...(isObject(each.details)
          ? { details: briefDetails(each.details) }
          : {}),
      })),
      remove,
      ...word,
      ...(typeof read === "number" ? { read } : {}),
    };
  }

  #send(value: object): void {
    this.#queue.push(new TextEncoder().encode(JSON.stringify(value)));
  }

  async #receive(): Promise<JsonObject | undefined> {
    const frame = await this.#reader.read(FRAME_LIMIT);
    if (frame === undefined) return undefined;
    const value: unknown = JSON.parse(new TextDecoder().decode(frame));
    if (!isObject(value)) throw new NetworkError("Cannot read the hello");
    return value;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Up to 1,024 strings: what a stranger sends is bounded. */
function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 1024 &&
    value.every((each) => typeof each === "string");
}

/** What a peer says of itself is passed on to all its neighbours, many in a frame. */
function briefDetails(details: JsonObject): JsonObject {
  return JSON.stringify(details).length <= DETAILS ? details : {};
}

function fewAddresses(addresses: readonly string[]): string[] {
  return addresses.filter(({ length }) => length <= ADDRESS)
    .slice(0, ADDRESSES);
}
