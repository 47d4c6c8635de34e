import type { Connection, IncomingStreamData } from "@libp2p/interface";
import {
  type Hello,
  HelloStream,
  judge,
  type NeighbourInfo,
  type Neighbours,
} from "./hello.ts";
import { Runs } from "./runs.ts";
import type { JsonObject } from "./types.ts";

/** How long a connection may stay without a hello, in milliseconds. */
const HELLO_WITHIN = 15_000;

/** How long the other side has to read why it is refused, in milliseconds. */
const LAST_WORDS = 500;

/** A connection to a peer, from the first hello to its end. */
export interface Session {
  /** The peer's id. */
  readonly peer: string;
  /** The first connection to it. */
  readonly connection: Connection;
  /** The peer's hello, once it was read and found good. */
  hello?: Hello;
  /** When that was. */
  welcomedAt?: number;
  /** A newer run of the peer has said hello over another connection. */
  isSuperseded?: boolean;
  /** Where this side says which peers it serves. */
  stream?: HelloStream;
  /** The peers that this one serves directly. */
  readonly serves: Set<string>;
}

/** The address at which a peer was reached, or from which it came. */
export function remoteOf({ connection }: Session): string {
  return connection.remoteAddr.toString();
}

/** What a greeter needs, and what it reports. */
export interface GreeterOptions {
  /** Our own id. */
  self(): string;
  /** Our own hello, as it stands now. */
  ours(): Hello;
  /** The peers that we serve now, for a newcomer to know. */
  served(): NeighbourInfo[];
  /** The peer is of our swarm and manifest. */
  onWelcome(session: Session): void;
  /** The peer serves other peers than before. */
  onNeighbours(session: Session, neighbours: Neighbours): void;
  /** Of another swarm, or, where that is not known, not Drover. */
  onStranger(peer: string, swarm: string | undefined): void;
  /** Of our swarm, but with another manifest. */
  onRefused(peer: string, reason: string, details: JsonObject): void;
  /** Another process takes part with our own identity, and was started later: in its own word. */
  onWord(peer: string, word: Uint8Array): void;
  /** Two processes have the identity of a peer. */
  onDouble(peer: string, details: JsonObject): void;
  /** Connections to a peer have to be made anew, as a newer run of it wants to have its place. */
  onSuperseded(peer: string): void;
}

/**
 * Exchanges hellos with each new peer, and ends connections that lead to others.
 *
 * Two peers that dial each other at once have two connections. Both stay: if
 * each side closed the one that it thinks is one too many, both might go. So
 * that there is one hello all the same, the peer with the smaller id opens it.
 */
export class Greeter {
  readonly #options: GreeterOptions;
  readonly #runs = new Runs();
  readonly #sessions = new Map<string, Session>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #closed = false;

  constructor(options: GreeterOptions) {
    this.#options = options;
  }

  /** The session with a peer that is connected, whether it said hello or not. */
  session(peer: string): Session | undefined {
    return this.#sessions.get(peer);
  }

  /** All sessions with peers that were welcomed. */
  welcomed(): Session[] {
    return [...this.#sessions.values()].filter(({ hello }) => hello);
  }

  /** A connection was opened. */
  connected(connection: Connection): void {
    const peer = connection.remotePeer.toString();
    if (this.#closed) return;
    const known = this.#sessions.get(peer);
    if (known !== undefined) {
      if (connection !== known.connection && this.#opens(peer)) {
        HelloStream.open(connection).then(
          (stream) => this.#compare(peer, connection, stream),
          () => {},
        );
      }
      return;
    }
    const session: Session = { peer, connection, serves: new Set() };
    this.#sessions.set(peer, session);
    this.#after(HELLO_WITHIN, () => {
      if (this.#isCurrent(session) && !session.hello) this.#strange(session);
    });
    if (this.#opens(peer)) {
      HelloStream.open(connection).then(
        (stream) => this.#greet(session, stream),
        (error) => {
          // A connection that broke says nothing about the peer.
          if (error?.name === "UnsupportedProtocolError") {
            this.#strange(session);
          } else connection.abort(error);
        },
      );
    }
  }

  /** A peer opened its hello stream. */
  accept({ stream, connection }: IncomingStreamData): void {
    const peer = connection.remotePeer.toString();
    this.connected(connection);
    const session = this.#sessions.get(peer);
    if (session === undefined) return stream.abort(new Error("Too late"));
    if (session.stream !== undefined) {
      if (session.connection === connection) {
        return stream.abort(new Error("One hello is enough"));
      }
      this.#compare(peer, connection, new HelloStream(stream));
      return;
    }
    this.#greet(session, new HelloStream(stream));
  }

  /** The last connection to a peer is gone. Returns its session, if there was one. */
  lost(peer: string): Session | undefined {
    const session = this.#sessions.get(peer);
    this.#sessions.delete(peer);
    session?.stream?.abort();
    return session;
  }

  /** Tells a peer how many bytes were read of what it gossips. */
  tellRead(peer: string, read: number): void {
    this.#sessions.get(peer)?.stream?.tell({ add: [], remove: [], read });
  }

  /** Tells all welcomed peers of a change in the peers that we serve. */
  tell(neighbours: Neighbours): void {
    for (const { stream } of this.welcomed()) stream?.tell(neighbours);
  }

  /** Ends all hellos. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { stream } of this.#sessions.values()) stream?.abort();
  }

  async #greet(session: Session, stream: HelloStream): Promise<void> {
    session.stream = stream;
    try {
      const ours = this.#options.ours();
      stream.say(ours);
      const theirs = await stream.readHello();
      if (!this.#isCurrent(session)) return;
      const verdict = judge(ours, theirs);
      if (verdict.kind === "stranger") {
        return this.#strange(session, theirs.swarm);
      }
      if (verdict.kind === "refused") {
        const { details } = theirs;
        this.#options.onRefused(session.peer, verdict.reason, details);
        return this.#leave(session);
      }
      const newer = this.#runs.hear(session.peer, theirs.run);
      if (newer !== undefined) {
        this.#options.onDouble(session.peer, theirs.details);
        stream.tell({ add: [], remove: [], word: newer.word });
        return this.#leave(session);
      }
      session.hello = theirs;
      session.welcomedAt = Date.now();
      stream.tell({ add: this.#options.served(), remove: [] });
      this.#options.onWelcome(session);
      while (true) {
        const neighbours = await stream.readNeighbours();
        if (neighbours === undefined || !this.#isCurrent(session)) break;
        if (neighbours.word !== undefined) {
          stream.tell({ add: [], remove: [] });
          this.#options.onWord(session.peer, neighbours.word);
        }
        // Only one that answers is there still, and not what a crash has left.
        if (session.isSuperseded) {
          session.isSuperseded = false;
          this.#options.onDouble(session.peer, theirs.details);
        }
        for (const { id } of neighbours.add) session.serves.add(id);
        for (const id of neighbours.remove) session.serves.delete(id);
        this.#options.onNeighbours(session, neighbours);
      }
      // The other side is leaving; its connection closes next.
      stream.end();
    } catch (error) {
      // Broken off, or nonsense: without a hello there is nothing to talk about.
      if (this.#isCurrent(session)) {
        session.connection.abort(
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
  }

  /**
   * A second connection to a peer leads to the same process, which dialled us as we
   * dialled it; or to another one with the same identity. Of two, the one that was
   * started later stays, and the other is told.
   */
  async #compare(
    peer: string,
    connection: Connection,
    stream: HelloStream,
  ): Promise<void> {
    const { ours, onDouble, onSuperseded } = this.#options;
    try {
      stream.say(ours());
      const { run, details, ...rest } = await stream.readHello();
      const session = this.#sessions.get(peer);
      const isOurs = judge(ours(), { details, ...rest }).kind === "welcome";
      const known = session?.hello?.run;
      if (isOurs && run !== undefined && known !== undefined) {
        const newer = this.#runs.hear(peer, run);
        if (newer !== undefined) {
          onDouble(peer, details);
          stream.tell({ add: [], remove: [], word: newer.word });
          this.#after(LAST_WORDS, () => {
            connection.close().catch((error) => connection.abort(error));
          });
        } else if (run.number > known.number) {
          session!.isSuperseded = true;
          session!.stream?.tell({ add: [], remove: [], word: run.word });
          this.#after(LAST_WORDS, () => onSuperseded(peer));
        }
      }
      stream.end();
    } catch {
      // It says nothing that could be compared.
      stream.abort();
    }
  }

  #strange(session: Session, swarm?: string): void {
    this.#options.onStranger(session.peer, swarm);
    this.#leave(session);
  }

  /** Lets the other side read our hello, then closes the connection. */
  #leave(session: Session): void {
    session.stream?.end();
    const { connection } = session;
    // The side that opened the hello goes first: it was read first.
    const wait = this.#opens(session.peer) ? LAST_WORDS : 2 * LAST_WORDS;
    this.#after(wait, () => {
      connection.close().catch((error) => connection.abort(error));
    });
  }

  #opens(peer: string): boolean {
    return this.#options.self() < peer;
  }

  #isCurrent(session: Session): boolean {
    return !this.#closed && this.#sessions.get(session.peer) === session;
  }

  #after(milliseconds: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    this.#timers.add(timer);
  }
}
