import "./broadcast_channel_shim.ts";
import { createHash } from "node:crypto";
import {
  type GossipSub,
  gossipsub,
  type GossipSubComponents,
  type GossipsubMessage,
} from "@chainsafe/libp2p-gossipsub";
import { StrictNoSign, TopicValidatorResult } from "@libp2p/interface";
import { Backlogs } from "./backlogs.ts";
import { NetworkError } from "./errors.ts";
import { RelayCache } from "./relay_cache.ts";

/**
 * Peers to which a publisher sends directly. Training is all-to-all: every
 * peer publishes as much as it receives, so a copy sent directly costs the
 * swarm no more than one that is relayed, and takes one hop. Beyond this number
 * the mesh relays.
 */
const FANOUT = 64;

/** How often peers are added to the mesh, in milliseconds. */
const HEARTBEAT = 250;

/** What the wire format of gossipsub adds to a message, at most. */
const RPC_OVERHEAD = 1 << 16;

/** What a gossip needs from its surroundings. */
export interface GossipOptions {
  /** The topic of this swarm and manifest. */
  topic: string;
  /** The largest message, in bytes. */
  maxMessageBytes: number;
  /** Called now and then with how many bytes were read of what a peer sends. */
  onRead(peer: string, total: number): void;
}

/** What a received message is handed to. */
export type TakeMessage = (id: string, from: string, data: Uint8Array) => void;

/**
 * gossipsub, set up so that each peer gets each message about once.
 *
 * All peers up to `FANOUT` are in the mesh, so a publisher sends to everybody
 * it is connected to. Plain gossipsub then has each receiver forward to its
 * whole mesh, which costs P - 1 copies of everything. Here a receiver forwards
 * only to those of its neighbours that the sender does not serve itself
 * ("flooding with self-pruning", Lim and Kim, 2001). If everybody is connected
 * to everybody, nothing is forwarded. If not, the message still gets
 * everywhere: whoever has it serves all of its neighbours but those that the
 * one before has served.
 *
 * Messages are not signed: what they carry is.
 */
export class Gossip {
  readonly #topic: string;
  readonly #limit: number;
  readonly #cache = new RelayCache();
  /** What waits for each peer. */
  readonly backlogs: Backlogs;
  readonly #publishing = new Set<Promise<void>>();
  #router: GossipSub | undefined;

  constructor(options: GossipOptions) {
    this.#topic = options.topic;
    this.#limit = options.maxMessageBytes;
    this.backlogs = new Backlogs(options.onRead);
  }

  /** The libp2p service. */
  service(): (components: GossipSubComponents) => GossipSub {
    const create = gossipsub({
      globalSignaturePolicy: StrictNoSign,
      // Named by content: a bad copy cannot take the place of the true one.
      msgIdFn: (message) => createHash("sha256").update(message.data).digest(),
      messageCache: this.#cache.asMessageCache(),
      // A key for maps and no more; base64 would take longer than the hash of a short message.
      msgIdToStrFn: (id) => String.fromCharCode(...id),
      // Forwarding waits for `accept`, which names whom to leave out.
      asyncValidation: true,
      fallbackToFloodsub: false,
      floodPublish: false,
      // One encoded copy shared by all recipients.
      batchPublish: true,
      allowPublishToZeroTopicPeers: true,
      ignoreDuplicatePublishError: true,
      emitSelf: false,
      D: FANOUT,
      Dlo: FANOUT,
      Dhi: 2 * FANOUT,
      // Nothing is advertised: catch-up mends what was dropped.
      Dlazy: 0,
      gossipFactor: 0,
      // This version of gossipsub sends IDONTWANT but never heeds it.
      idontwantMinDataSize: Infinity,
      heartbeatInterval: HEARTBEAT,
      tagMeshPeers: false,
      allowedTopics: [this.#topic],
      // Longer messages end the stream. How much may wait is up to the backlogs.
      maxInboundDataLength: this.#limit + RPC_OVERHEAD,
      decodeRpcLimits: {
        maxSubscriptions: 16,
        maxMessages: 64,
        maxIhaveMessageIDs: 64,
        maxIwantMessageIDs: 64,
        maxIdontwantMessageIDs: 64,
        maxControlMessages: 16,
        maxPeerInfos: 16,
      },
      scoreParams: {
        // Thirty peers on one machine are no attack.
        IPColocationFactorWeight: 0,
        // Nor is a machine that is slow to follow up. Misdeeds are judged by
        // admission, above, where there is evidence.
        behaviourPenaltyWeight: 0,
      },
    });
    return (components) => {
      this.#router = create(components) as GossipSub;
      this.backlogs.attach(this.#router);
      return this.#router;
    };
  }

  /** Subscribes, and hands each new message to `take`. Call when libp2p runs. */
  start(take: TakeMessage): void {
    const router = this.#started();
    router.addEventListener("gossipsub:message", (event) => {
      const { msgId, propagationSource, msg }: GossipsubMessage = event.detail;
      take(msgId, propagationSource.toString(), msg.data);
    });
    router.subscribe(this.#topic);
  }

  /** Calls back when a peer subscribes or unsubscribes. */
  onSubscription(callback: () => void): void {
    this.#started().addEventListener("subscription-change", callback);
  }

  /** Calls back every so often, when peers may have joined the mesh. */
  onHeartbeat(callback: () => void): void {
    this.#started().addEventListener("gossipsub:heartbeat", callback);
  }

  /**
   * Sends a message to all subscribed peers, or to `FANOUT` of more.
   *
   * @returns The peers that it was handed to.
   * @throws {NetworkError} If it is too long.
   */
  async publish(data: Uint8Array): Promise<string[]> {
    if (data.byteLength > this.#limit) {
      throw new NetworkError(
        `Cannot publish ${data.byteLength} bytes: a message has at most ${this.#limit} (raise maxMessageBytes on all peers)`,
      );
    }
    const publishing = this.#started().publish(this.#topic, data);
    const settled = publishing.then(() => {}, () => {});
    this.#publishing.add(settled);
    settled.then(() => this.#publishing.delete(settled));
    const { recipients } = await publishing;
    return recipients.map((peer) => peer.toString());
  }

  /** Settles when all that is published now is in the streams' queues. */
  async published(): Promise<void> {
    await Promise.all(this.#publishing);
  }

  /**
   * Lets a message pass on to those that do not have it.
   *
   * @param served Peers that the sender serves.
   */
  accept(id: string, from: string, served: Iterable<string>): void {
    this.#cache.markServed(id, served);
    this.#started().reportMessageValidationResult(
      id,
      from,
      TopicValidatorResult.Accept,
    );
  }

  /** Drops a message: nobody gets it from us. */
  drop(id: string, from: string): void {
    this.#started().reportMessageValidationResult(
      id,
      from,
      TopicValidatorResult.Ignore,
    );
  }

  /** The peers that the next publish reaches: subscribed, and with a stream to them. */
  reachable(): Set<string> {
    const router = this.#started();
    return new Set(
      router.getSubscribers(this.#topic).map((peer) => peer.toString())
        .filter((peer) =>
          router.streamsOutbound.has(peer) && router.peers.has(peer)
        ),
    );
  }

  /** The peers that each message is sent or forwarded to. */
  mesh(): Set<string> {
    return new Set(this.#started().getMeshPeers(this.#topic));
  }

  /** Messages that arrived again. */
  get duplicates(): number {
    return this.#cache.duplicates;
  }

  #started(): GossipSub {
    if (this.#router === undefined) {
      throw new NetworkError("Cannot gossip: the network has not started");
    }
    return this.#router;
  }
}
