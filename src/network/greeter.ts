import type { Connection, IncomingStreamData } from "@libp2p/interface";
import type { GreeterOptions } from "./greeter_options.ts";
import { type Hello, HelloStream, judge, type Neighbours } from "./hello.ts";
import { Runs } from "./runs.ts";
import type { Session } from "./session.ts";

/** How long a connection may stay without a hello, in milliseconds. */
const HELLO_WITHIN = 15_000;

/** How long the other side has to read why it is refused, in milliseconds. */
const LAST_WORDS = 500;

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
    // Nobody was told the end of that one.
    if (known && known.connection.status !== "open") this.lost(peer);
    else if (known !== undefined) {
      if (connection !== known.connection && this.#opens(peer)) {
        HelloStream.open(connection).then(
          (stream) => this.#compare(peer, connection, stream),
          // It says nothing that could be compared.
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
    this.#answer(session, connection, new HelloStream(stream));
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

  /**
   * The other side, whose first connection may be our second, decides over which
   * one the talk is.
   */
  async #answer(
    session: Session,
    connection: Connection,
    stream: HelloStream,
  ): Promise<void> {
    const { peer } = session;
    try {
      stream.say(this.#options.ours());
      const theirs = await stream.readHello();
      if (session.stream === undefined && !theirs.compares) {
        return await this.#talk(session, stream, theirs);
      }
      this.#weigh(peer, connection, stream, theirs);
      stream.end();
      const isSame = theirs.run?.number === session.hello?.run?.number;
      // The same process has begun anew: what it had begun before is over.
      if (!theirs.compares && isSame) this.#afterReading(peer);
      if (theirs.compares) await this.#hearWord(peer, stream);
    } catch (error) {
      if (session.stream === undefined) this.#breakOff(session, error);
      else stream.abort();
    }
  }

  /**
   * Whoever compares knows another run of this identity, and may say that it is newer:
   * over this connection, as there is no talk over any.
   */
  async #hearWord(peer: string, stream: HelloStream): Promise<void> {
    const { word } = await stream.readNeighbours() ?? {};
    if (word !== undefined) this.#options.onWord(peer, word);
  }

  async #greet(session: Session, stream: HelloStream): Promise<void> {
    session.stream = stream;
    try {
      stream.say(this.#options.ours());
      await this.#talk(session, stream, await stream.readHello());
    } catch (error) {
      this.#breakOff(session, error);
    }
  }

  async #talk(
    session: Session,
    stream: HelloStream,
    theirs: Hello,
  ): Promise<void> {
    session.stream = stream;
    try {
      if (!this.#isCurrent(session)) return stream.abort();
      const ours = this.#options.ours();
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
      this.#after(HELLO_WITHIN, () => {
        if (this.#isCurrent(session)) this.#options.onOver(session.peer);
      });
    } catch (error) {
      this.#breakOff(session, error);
    }
  }

  /** Broken off, or nonsense: without a hello there is nothing to talk about. */
  #breakOff(session: Session, error: unknown): void {
    if (!this.#isCurrent(session)) return;
    session.connection.abort(
      error instanceof Error ? error : new Error(String(error)),
    );
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
    try {
      stream.say({ ...this.#options.ours(), compares: true });
      this.#weigh(peer, connection, stream, await stream.readHello());
      stream.end();
    } catch {
      stream.abort();
    }
  }

  #weigh(
    peer: string,
    connection: Connection,
    stream: HelloStream,
    theirs: Hello,
  ): void {
    const { ours, onDouble } = this.#options;
    const { run, details } = theirs;
    const session = this.#sessions.get(peer);
    const known = session?.hello?.run;
    if (run === undefined || known === undefined) return;
    if (judge(ours(), theirs).kind !== "welcome") return;
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
      this.#afterReading(peer);
    }
  }

  #afterReading(peer: string): void {
    this.#after(LAST_WORDS, () => this.#options.onOver(peer));
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
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    this.#timers.add(timer);
  }
}
