import "./broadcast_channel_shim.ts";
import type { Libp2p } from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import { usableFrom } from "./addresses.ts";
import { requestFrames } from "./catch_up.ts";
import { restart } from "./connections.ts";
import { describeUnmet } from "./describe_unmet.ts";
import { Dialer } from "./dialer.ts";
import { NetworkError } from "./errors.ts";
import { Gossip } from "./gossip.ts";
import { Greeter } from "./greeter.ts";
import { introduce } from "./hello.ts";
import { createHost } from "./host.ts";
import { Inbox } from "./inbox.ts";
import { deliverLastWords } from "./last_words.ts";
import { stopWithoutLeftovers } from "./leftovers.ts";
import { listenToHost } from "./listen_to_host.ts";
import { checkListening } from "./listening.ts";
import { type Discovery, mdns } from "./mdns/mod.ts";
import { Members } from "./members.ts";
import { networkStats } from "./network_stats.ts";
import { Payloads } from "./payloads/payloads.ts";
import type { Plan } from "./plan.ts";
import { peerOf, publicKeyOf } from "./peer_keys.ts";
import { closeTheDead } from "./probe.ts";
import { Reach } from "./reach.ts";
import { Refusals } from "./refusals.ts";
import { Roaming } from "./roaming.ts";
import { Served } from "./served.ts";
import { addressOf, remoteOf, type Session, welcomed } from "./session.ts";
import { Strangers } from "./strangers.ts";
import type {
  ConnectionFigures,
  Network,
  NetworkOptions,
  NetworkStats,
} from "./types.ts";
import { UnheardNotice } from "./unheard_notice.ts";
import { WireMeter } from "./wire_meter.ts";

/** A network as `createNetwork` makes it: libp2p below, plain types above. */
export class SwarmNetwork implements Network {
  readonly publicKeyOf = publicKeyOf;
  readonly peerOf = peerOf;
  readonly #options: NetworkOptions;
  readonly #plan: Plan;
  readonly #handlers: NetworkOptions["handlers"];
  readonly #meter = new WireMeter();
  readonly #payloads = new Payloads();
  readonly #gossip: Gossip;
  readonly #greeter: Greeter;
  readonly #dialer: Dialer;
  readonly #inbox: Inbox;
  readonly #discovery: Discovery | undefined;
  readonly #served = new Served();
  readonly #refusals = new Refusals();
  readonly #reach: Reach;
  #host!: Libp2p;
  #members!: Members;
  #id = "";
  #roaming: Roaming | undefined;
  readonly #unheard: UnheardNotice;
  readonly #strangers = new Strangers();
  readonly strangers = this.#strangers.list;
  readonly unreached = () => describeUnmet(this.#dialer.unmet());
  #closing: Promise<void> | undefined;

  constructor(options: NetworkOptions, plan: Plan) {
    this.#options = options;
    this.#plan = plan;
    this.#handlers = options.handlers;
    this.#unheard = new UnheardNotice(this.#handlers.onNotice);
    this.#gossip = new Gossip({
      topic: `/drover/1/${options.swarm}/${options.manifestHash}`,
      maxMessageBytes: plan.maxMessageBytes,
      onRead: (peer, total) => this.#greeter.tellRead(peer, total),
    });
    this.#reach = new Reach(options, plan, {
      isOver: () => this.#closing !== undefined,
      // Who is at an address that a person named may have our identity.
      onOurselves: (key) => this.#reach.bootstrap.double(key, this.addresses),
    });
    this.#greeter = new Greeter({
      self: () => this.#id,
      ours: () => introduce(this.#options, this.addresses),
      served: () => this.#served.list(),
      onWelcome: (session) => this.#welcome(session),
      onNeighbours: (session, { add, read }) => {
        if (read !== undefined) this.#gossip.backlogs.hear(session.peer, read);
        for (const { id, addresses, details } of add) {
          this.#dialer.heard(id, usableFrom(remoteOf(session), addresses));
          if (details !== undefined) this.#handlers.onHeardOf?.(id, details);
        }
      },
      onWord: (peer, word) => this.#handlers.onMessage(word, peer),
      onDouble: (peer, details) => this.#handlers.onDouble?.(peer, details),
      onOver: (peer) => restart(this.#host, peerIdFromString(peer)),
      onStranger: (peer, swarm) => {
        this.#avoid(peer);
        this.#reach.bootstrap.stranger(peer, swarm);
      },
      onRefused: (peer, reason, details) => {
        this.#avoid(peer);
        if (!this.#refusals.isNews(peer, reason)) return;
        this.#handlers.onRefused(peer, reason, details);
      },
    });
    this.#dialer = new Dialer({
      self: () => this.#id,
      dial: async (key, addresses) => {
        const isThere = await this.#reach.dial(this.#host, key, addresses);
        if (isThere) this.#dialer.connected(key);
      },
    });
    this.#inbox = new Inbox({
      gossip: this.#gossip,
      greeter: this.#greeter,
      limit: plan.maxMessageBytes,
      onMessage: this.#handlers.onMessage,
    });
    this.#discovery = options.discovery === false ? undefined : mdns({
      interfaces: plan.interfaces,
      swarm: options.swarm,
      secret: options.secret,
      onPeer: (...heard) => this.#dialer.spoke(...heard),
      onOtherSwarm: (...heard) => this.#strangers.note(...heard),
      onLockedOut: (...who) => this.#reach.failures.lockedOut(...who),
      onNotice: this.#handlers.onNotice,
    });
  }

  async start(): Promise<void> {
    const { listen, notices } = this.#plan;
    checkListening(listen);
    this.#host = await createHost({
      ...this.#options,
      listen,
      discovery: this.#discovery,
      gossip: this.#gossip.service(),
      meter: this.#meter,
      onArriving: (peer) => this.#dialer.arriving(peer),
    });
    this.#id = this.#host.peerId.toString();
    notices.forEach((notice) => this.#handlers.onNotice(notice));
    this.#members = new Members({
      host: this.#host,
      gossip: this.#gossip,
      greeter: this.#greeter,
      inbox: this.#inbox,
      served: this.#served,
      onConnect: this.#handlers.onConnect,
      onDisconnect: this.#handlers.onDisconnect,
    });
    await listenToHost(this.#host, {
      dialer: this.#dialer,
      greeter: this.#greeter,
      payloads: this.#payloads,
      respond: this.#handlers.onRequest,
      limit: this.#plan.maxMessageBytes,
      onLost: (peer) => this.#lost(peer),
    });
    await this.#host.start();
    this.#gossip.start((id, from, data) => this.#inbox.take(id, from, data));
    for (const [key, address] of this.#reach.bootstrap.entries()) {
      if (key === this.#id) this.#reach.bootstrap.double(key, this.addresses);
      this.#dialer.heard(key, [address], true);
    }
    this.#roaming = new Roaming({
      host: this.#host,
      plan: this.#plan,
      discovery: this.#discovery,
      dialer: this.#dialer,
      onNotice: this.#handlers.onNotice,
      onMoved: (within) =>
        this.peers().forEach((peer) => this.probe(peer, within)),
    });
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
    const { dropped } = this.#gossip.backlogs.figures;
    this.#unheard.published(recipients, this.peers().length, dropped);
    return { recipients };
  }

  async *request(
    peer: string,
    bytes: Uint8Array,
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<Uint8Array> {
    this.#assertOpen("ask");
    const { connection } = welcomed(peer, this.#greeter.session(peer));
    yield* requestFrames(connection, bytes, this.#plan.maxMessageBytes, signal);
  }

  offer(...payload: Parameters<Network["offer"]>): void {
    this.#assertOpen("offer a payload");
    this.#payloads.offer(...payload);
  }

  async pull(...payload: Parameters<Network["pull"]>): Promise<Uint8Array> {
    this.#assertOpen("pull a payload");
    return await this.#payloads.pull(...payload);
  }

  peers(): string[] {
    return this.#members.list();
  }

  connection(peer: string): ConnectionFigures | undefined {
    const session = this.#greeter.session(peer);
    if (session?.hello === undefined) return undefined;
    const all = this.#host.getConnections(session.connection.remotePeer);
    const waitingBytes = this.#gossip.backlogs.waitingFor(peer);
    const address = addressOf(session);
    return { address, ...this.#meter.over(all), waitingBytes };
  }

  get hasFound(): boolean {
    return this.#dialer.hasHeard;
  }

  stats(): NetworkStats {
    return networkStats({
      gossip: this.#gossip,
      payloads: this.#payloads,
      meter: this.#meter,
      inbox: this.#inbox,
    });
  }

  async probe(peer: string, within: number): Promise<void> {
    await closeTheDead(this.#host, peer, within, this.#meter);
  }

  async disconnect(peer: string): Promise<void> {
    this.#dialer.avoid(peer);
    await this.#host.hangUp(peerIdFromString(peer));
  }

  close(): Promise<void> {
    return this.#closing ??= (async () => {
      this.#members.close();
      this.#dialer.close();
      await this.#roaming?.close();
      await deliverLastWords(this.#host, {
        gossip: this.#gossip,
        payloads: this.#payloads,
        meter: this.#meter,
      });
      this.#payloads.close();
      this.#greeter.close();
      await stopWithoutLeftovers(this.#host);
      this.#members.disband();
    })();
  }

  #welcome(session: Session): void {
    const { peer, hello } = session;
    this.#dialer.welcomed(peer);
    const addresses = usableFrom(remoteOf(session), hello?.addresses ?? []);
    this.#dialer.moved(peer, addresses);
    this.#dialer.connected(peer);
    this.#refusals.forgive(peer);
    this.#payloads.connect(session);
    this.#members.review();
  }

  #lost(peer: string): void {
    this.#greeter.lost(peer);
    this.#dialer.lost(peer);
    // Whoever listens at that address next may have another identity.
    this.#dialer.lost(this.#reach.bootstrap.lost(peer) ?? "");
    this.#payloads.lost(peer);
    this.#inbox.lost(peer);
    this.#gossip.backlogs.lost(peer);
    if (this.#closing === undefined) this.#discovery?.hurry();
    this.#members.lost(peer);
  }

  #avoid(peer: string): void {
    this.#dialer.avoid(peer, this.#refusals.pause(peer));
  }

  #assertOpen(verb: string): void {
    if (this.#closing === undefined) return;
    throw new NetworkError(`Cannot ${verb}: the network is closed`);
  }
}
