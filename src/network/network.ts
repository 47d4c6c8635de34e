import "./broadcast_channel_shim.ts";
import { publicKeyFromRaw } from "@libp2p/crypto/keys";
import type { Libp2p } from "@libp2p/interface";
import { peerIdFromPublicKey, peerIdFromString } from "@libp2p/peer-id";
import { multiaddr } from "@multiformats/multiaddr";
import { isLoopbackAddress } from "./addresses.ts";
import { answerRequest, CATCH_UP_PROTOCOL, requestFrames } from "./catch_up.ts";
import { Dialer } from "./dialer.ts";
import { NetworkError } from "./errors.ts";
import { FailureNotes } from "./failure_notes.ts";
import { Gossip } from "./gossip.ts";
import { Greeter, type Session } from "./greeter.ts";
import {
  type Hello,
  HELLO_PROTOCOL,
  type NeighbourInfo,
  PROTOCOL_VERSION,
} from "./hello.ts";
import { Holding } from "./holding.ts";
import { createHost } from "./host.ts";
import { stopWithoutLeftovers } from "./leftovers.ts";
import { checkListening } from "./listening.ts";
import { type Plan, planNetwork } from "./plan.ts";
import type {
  Network,
  NetworkHandlers,
  NetworkOptions,
  NetworkStats,
} from "./types.ts";
import { WireMeter } from "./wire_meter.ts";

/** How long not to dial a peer that is none of ours, in milliseconds; doubles each time. */
const AVOID = 30_000;

/** The longest such time. */
const AVOID_AT_MOST = 600_000;

/** A peer that dials this long after it was connected has lost that connection, in milliseconds. */
const STALE = 15_000;

/** How long a welcomed peer may stay without gossip before the connection is made anew, in milliseconds. */
const GOSSIP_WITHIN = 20_000;

/** How soon to look again for the gossip of a welcomed peer, in milliseconds, and more for each peer. */
const LOOK_AGAIN = 20, LOOK_AGAIN_EACH = 2;

/** How long to gather news of whom we serve, in milliseconds for each peer that is to hear it. */
const GATHER_EACH = 100;

/**
 * Joins a swarm: listens, finds peers and talks to those of the same swarm and
 * manifest.
 *
 * @example
 * ```ts ignore
 * import { createNetwork } from "./mod.ts";
 *
 * const network = await createNetwork({
 *   seed: crypto.getRandomValues(new Uint8Array(32)),
 *   swarm: "demo",
 *   manifest: { task: "digits" },
 *   manifestHash: "c0ffee",
 *   handlers: {
 *     onMessage: (bytes, from) => console.log(bytes.byteLength, "from", from),
 *     onConnect: (peer) => console.log("here is", peer),
 *     onDisconnect: (peer) => console.log("gone is", peer),
 *     onRefused: (peer, reason) => console.log("refused", peer, reason),
 *     onNotice: (text) => console.error(text),
 *     onRequest: () => [],
 *   },
 * });
 * await network.publish(new TextEncoder().encode("hello"));
 * await network.close();
 * ```
 *
 * @throws {NetworkError} If it cannot listen, or an option makes no sense.
 */
export async function createNetwork(options: NetworkOptions): Promise<Network> {
  const plan = planNetwork(options);
  const network = new SwarmNetwork(options, plan);
  await network.start();
  return network;
}

class SwarmNetwork implements Network {
  readonly #options: NetworkOptions;
  readonly #plan: Plan;
  readonly #handlers: NetworkHandlers;
  readonly #meter = new WireMeter();
  readonly #gossip: Gossip;
  readonly #greeter: Greeter;
  readonly #dialer: Dialer;
  readonly #holding: Holding;
  readonly #failures: FailureNotes;
  /** Peers that the next publish reaches. */
  readonly #ready = new Map<string, Session>();
  /** Peers that we have told others that we serve. */
  readonly #served = new Map<string, NeighbourInfo>();
  readonly #refusals = new Map<string, Set<string>>();
  readonly #avoidance = new Map<string, number>();
  #host!: Libp2p;
  #id = "";
  #messages = 0;
  #unheard = false;
  #tellAfter = 0;
  #lookAgain: ReturnType<typeof setTimeout> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: NetworkOptions, plan: Plan) {
    this.#options = options;
    this.#plan = plan;
    this.#handlers = options.handlers;
    this.#gossip = new Gossip({
      topic: `/drover/1/${options.swarm}/${options.manifestHash}`,
      maxMessageBytes: plan.maxMessageBytes,
    });
    this.#holding = new Holding(plan.maxMessageBytes);
    this.#failures = new FailureNotes(
      options.secret !== undefined,
      this.#handlers.onNotice,
    );
    this.#greeter = new Greeter({
      self: () => this.#id,
      ours: () => this.#hello(),
      served: () => [...this.#served.values()],
      onWelcome: (session) => this.#welcome(session),
      onNeighbours: (session, { add }) => {
        for (const { id, addresses } of add) {
          this.#dialer.heard(id, usable(session, addresses));
        }
      },
      onStranger: (peer) => this.#avoid(peer),
      onRefused: (peer, reason) => this.#refuse(peer, reason),
    });
    this.#dialer = new Dialer({
      self: () => this.#id,
      dial: (peer, addresses) => this.#dial(peer, addresses),
    });
  }

  async start(): Promise<void> {
    const { seed, secret } = this.#options;
    const { listen, interfaces, notices, bootstrap } = this.#plan;
    checkListening(listen);
    this.#host = await createHost({
      seed,
      listen,
      interfaces,
      swarm: this.#options.swarm,
      secret,
      gossip: this.#gossip.service(),
      meter: this.#meter,
      onArriving: (peer) => this.#dialer.arriving(peer),
      onPeer: (peer, addresses) => this.#dialer.heard(peer, addresses),
      onLockedOut: (addresses, isPrivate) =>
        this.#failures.lockedOut(addresses, isPrivate),
      onNotice: this.#handlers.onNotice,
    });
    this.#id = this.#host.peerId.toString();
    notices.forEach((notice) => this.#handlers.onNotice(notice));
    await this.#listenToHost();
    await this.#host.start();
    this.#gossip.start((id, from, data) => this.#take(id, from, data));
    this.#gossip.onSubscription(() => this.#reviewSoon());
    this.#gossip.onHeartbeat(() => this.#review());
    for (const address of bootstrap) {
      const peer = multiaddr(address).getPeerId();
      this.#dialer.heard(peer ?? address, [address], true);
    }
  }

  get id(): string {
    return this.#id;
  }

  get addresses(): string[] {
    return this.#host.getMultiaddrs().map(String);
  }

  async publish(bytes: Uint8Array): Promise<{ recipients: number }> {
    this.#assertOpen("publish");
    const sent = await this.#gossip.publish(bytes);
    const recipients =
      sent.filter((peer) => this.#greeter.session(peer)?.hello).length;
    if (recipients > 0) this.#unheard = false;
    else if (this.#ready.size > 0 && !this.#unheard) {
      this.#unheard = true;
      this.#handlers.onNotice(
        `A message reached nobody, although ${this.#ready.size} peers are connected: it was published twice, or they do not read what is sent to them`,
      );
    }
    return { recipients };
  }

  async *request(peer: string, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#assertOpen("ask");
    const session = this.#greeter.session(peer);
    if (session?.hello === undefined) {
      throw new NetworkError(
        `Cannot ask ${peer}: it is not connected (peers() lists who is)`,
      );
    }
    const limit = this.#plan.maxMessageBytes;
    yield* requestFrames(session.connection, bytes, limit);
  }

  peers(): string[] {
    return [...this.#ready.keys()];
  }

  publicKeyOf(peer: string): Uint8Array {
    const key = peerIdFromString(peer).publicKey;
    if (key?.type !== "Ed25519") {
      throw new NetworkError(`Cannot tell the key of ${peer}: not ed25519`);
    }
    return new Uint8Array(key.raw);
  }

  peerOf(publicKey: Uint8Array): string {
    return peerIdFromPublicKey(publicKeyFromRaw(publicKey)).toString();
  }

  stats(): NetworkStats {
    return {
      bytesSent: this.#meter.sent,
      bytesReceived: this.#meter.received,
      messagesReceived: this.#messages,
      duplicates: this.#gossip.duplicates,
    };
  }

  async disconnect(peer: string): Promise<void> {
    this.#dialer.avoid(peer, 2 * AVOID);
    await this.#host.hangUp(peerIdFromString(peer));
  }

  close(): Promise<void> {
    return this.#closing ??= (async () => {
      clearTimeout(this.#lookAgain);
      this.#dialer.close();
      this.#greeter.close();
      await stopWithoutLeftovers(this.#host);
      for (const peer of this.#ready.keys()) this.#handlers.onDisconnect(peer);
      this.#ready.clear();
    })();
  }

  async #listenToHost(): Promise<void> {
    const host = this.#host;
    host.addEventListener("connection:open", ({ detail }) => {
      const peer = detail.remotePeer.toString();
      for (const other of host.getConnections(detail.remotePeer)) {
        const connected = other.timeline.upgraded ?? other.timeline.open;
        if (detail.timeline.open - connected > STALE) this.#restart(peer);
      }
      this.#dialer.connected(peer);
      this.#greeter.connected(detail);
    });
    host.addEventListener("connection:close", ({ detail }) => {
      // Of two connections one broke, perhaps the one with the gossip stream, of
      // which gossipsub keeps one to each peer and makes no other.
      this.#restart(detail.remotePeer.toString());
    });
    host.addEventListener("peer:disconnect", ({ detail }) => {
      this.#lost(detail.toString());
    });
    const limit = this.#plan.maxMessageBytes;
    await host.handle(HELLO_PROTOCOL, (data) => this.#greeter.accept(data));
    await host.handle(CATCH_UP_PROTOCOL, (data) => {
      const session = this.#greeter.session(`${data.connection.remotePeer}`);
      if (session?.hello === undefined) {
        return data.stream.abort(new Error("Say hello first"));
      }
      return answerRequest(data, this.#handlers.onRequest, limit);
    });
  }

  #hello(): Hello {
    const { swarm, manifestHash, manifest, details } = this.#options;
    return {
      version: PROTOCOL_VERSION,
      swarm,
      manifestHash,
      manifest,
      details: details ?? {},
      addresses: this.addresses,
    };
  }

  #welcome(session: Session): void {
    this.#dialer.welcomed(session.peer);
    this.#dialer.heard(
      session.peer,
      usable(session, session.hello?.addresses ?? []),
    );
    this.#dialer.connected(session.peer);
    this.#avoidance.delete(session.peer);
    for (const { id, data } of this.#holding.release(session.peer)) {
      this.#deliver(id, session, data);
    }
    this.#review();
  }

  #take(id: string, from: string, data: Uint8Array): void {
    const session = this.#greeter.session(from);
    if (session?.hello !== undefined) this.#deliver(id, session, data);
    // A peer may publish as soon as it has read our hello; we may read its later.
    else if (session === undefined || !this.#holding.hold(from, id, data)) {
      this.#gossip.drop(id, from);
    }
  }

  #deliver(id: string, session: Session, data: Uint8Array): void {
    this.#gossip.accept(id, session.peer, session.serves);
    this.#messages++;
    // A copy: what libp2p hands out is a part of a larger buffer, misaligned.
    this.#handlers.onMessage(new Uint8Array(data), session.peer);
  }

  /** Sees who has become reachable, who no longer is, and tells the others. */
  #review(): void {
    if (this.#closing !== undefined) return;
    const reachable = this.#gossip.reachable();
    for (const session of this.#greeter.welcomed()) {
      const { peer, hello, welcomedAt } = session;
      if (reachable.has(peer) && this.#hasGossipStream(session)) {
        if (this.#ready.has(peer)) continue;
        this.#ready.set(peer, session);
        this.#handlers.onConnect(peer, hello!.details);
      } else if (
        this.#ready.has(peer) || Date.now() - welcomedAt! > GOSSIP_WITHIN
      ) {
        // The gossip stream broke: only a new connection brings another.
        this.#restart(peer);
      } else {
        this.#reviewSoon();
      }
    }
    this.#tellServed();
  }

  #reviewSoon(): void {
    this.#lookAgain ??= setTimeout(() => {
      this.#lookAgain = undefined;
      this.#review();
    }, LOOK_AGAIN + LOOK_AGAIN_EACH * this.#ready.size);
  }

  /** Tells others whom we serve, so that they need not. */
  #tellServed(): void {
    const mesh = this.#gossip.mesh();
    const add: NeighbourInfo[] = [];
    const remove = [...this.#served.keys()].filter((peer) =>
      !this.#ready.has(peer) || !mesh.has(peer)
    );
    for (const peer of remove) this.#served.delete(peer);
    // That we no longer serve a peer is urgent: others must. That we do only
    // saves them work, so in a swarm that is gathering it is told in one go.
    if (Date.now() >= this.#tellAfter) {
      for (const [peer, { hello }] of this.#ready) {
        if (!mesh.has(peer) || this.#served.has(peer)) continue;
        const info = { id: peer, addresses: hello!.addresses };
        this.#served.set(peer, info);
        add.push(info);
      }
    }
    if (add.length > 0) {
      this.#tellAfter = Date.now() + GATHER_EACH * this.#ready.size;
    }
    if (add.length + remove.length > 0) this.#greeter.tell({ add, remove });
  }

  #lost(peer: string): void {
    this.#greeter.lost(peer);
    this.#dialer.lost(peer);
    this.#holding.forget(peer);
    if (this.#closing !== undefined) return;
    if (this.#ready.delete(peer)) this.#handlers.onDisconnect(peer);
    this.#review();
  }

  #refuse(peer: string, reason: string): void {
    this.#avoid(peer);
    const reasons = this.#refusals.get(peer) ?? new Set();
    this.#refusals.set(peer, reasons);
    if (reasons.has(reason)) return;
    reasons.add(reason);
    this.#handlers.onRefused(peer, reason);
  }

  #avoid(peer: string): void {
    const pause = this.#avoidance.get(peer) ?? AVOID;
    this.#avoidance.set(peer, Math.min(AVOID_AT_MOST, 2 * pause));
    this.#dialer.avoid(peer, pause);
  }

  async #dial(peer: string, addresses: string[]): Promise<void> {
    // An address without an id is its own key until we know who is there.
    const known = !peer.startsWith("/");
    const target = known
      ? addresses.map((address) => multiaddr(withId(address, peer)))
      : multiaddr(peer);
    let answered = false;
    try {
      const connection = await this.#host.dial(target, {
        onProgress: ({ type }) => {
          answered ||= type === "upgrader:encrypt-outbound-connection";
        },
      });
      this.#failures.succeeded(peer);
      if (known) return;
      const id = connection.remotePeer.toString();
      this.#dialer.connected(peer);
      this.#dialer.heard(id, addresses, true);
      this.#dialer.connected(id);
    } catch (error) {
      if (answered && this.#closing === undefined) {
        this.#failures.failed(peer, addresses);
      }
      throw error;
    }
  }

  /** gossipsub itself does not notice when its stream to a peer is reset. */
  #hasGossipStream({ connection }: Session): boolean {
    return this.#host.getConnections(connection.remotePeer).some((each) =>
      each.streams.some(({ direction, protocol, status }) =>
        direction === "outbound" && status === "open" &&
        protocol?.startsWith("/meshsub/")
      )
    );
  }

  /** Drops all connections to a peer; both sides dial anew. */
  #restart(peer: string): void {
    for (
      const connection of this.#host.getConnections(peerIdFromString(peer))
    ) {
      if (connection.status !== "open") continue;
      connection.abort(new Error("Starting afresh"));
    }
  }

  #assertOpen(verb: string): void {
    if (this.#closing !== undefined) {
      throw new NetworkError(`Cannot ${verb}: the network is closed`);
    }
  }
}

/** The addresses that make sense here: another machine's loopback does not. */
function usable(session: Session, addresses: string[]): string[] {
  const local = isLoopbackAddress(session.connection.remoteAddr.toString());
  return addresses.filter((address) => local || !isLoopbackAddress(address));
}

function withId(address: string, peer: string): string {
  return address.includes("/p2p/") ? address : `${address}/p2p/${peer}`;
}
