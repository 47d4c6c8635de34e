import "./broadcast_channel_shim.ts";
import type {
  GossipSub,
  GossipSubComponents,
} from "@chainsafe/libp2p-gossipsub";
import { yamux } from "@chainsafe/libp2p-yamux";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { identify } from "@libp2p/identify";
import type { Libp2p } from "@libp2p/interface";
import { preSharedKey } from "@libp2p/pnet";
import { tcp } from "@libp2p/tcp";
import { createLibp2p } from "libp2p";
import { NetworkError } from "./errors.ts";
import type { Discovery } from "./mdns/mod.ts";
import { MAX_PLAINTEXT } from "./noise_frames.ts";
import { secureChannel } from "./secure_channel.ts";
import { silentLogger } from "./silent_logger.ts";
import type { WireMeter } from "./wire_meter.ts";

/** What a host needs. */
export interface HostOptions {
  /** Ed25519 private seed, 32 bytes. */
  seed: Uint8Array;
  /** Multiaddrs to listen on. */
  listen: string[];
  /** Finds peers, if anything does. */
  discovery: Discovery | undefined;
  /** Pre-shared key file, checked. */
  secret?: Uint8Array;
  /** The pubsub service; undefined for who does not gossip. */
  gossip?: (components: GossipSubComponents) => GossipSub;
  /** Counts bytes. */
  meter: WireMeter;
  /** Told that a peer dials us, before its connection is complete. */
  onArriving(peer: string): void;
}

/** How long a connection may take, in milliseconds. */
const UPGRADE_WITHIN = 15_000;

/** Peers to which connections may exist at a time. */
const CONNECTIONS = 1000;

/**
 * Creates a libp2p node: TCP, noise, yamux, identify, gossip and discovery.
 * It is not started.
 *
 * @throws {NetworkError} If the seed has not 32 bytes.
 */
export async function createHost(options: HostOptions): Promise<Libp2p> {
  if (options.seed.byteLength !== 32) {
    throw new NetworkError(
      `Cannot use an identity of ${options.seed.byteLength} bytes: an ed25519 seed has 32`,
    );
  }
  return await createLibp2p({
    start: false,
    privateKey: await generateKeyPairFromSeed("Ed25519", options.seed),
    nodeInfo: { name: "drover", version: "1" },
    addresses: { listen: options.listen },
    logger: silentLogger,
    transports: [tcp({ maxConnections: CONNECTIONS })],
    connectionEncrypters: [secureChannel()],
    streamMuxers: [yamux({
      // A window that holds several updates keeps a stream busy.
      initialStreamWindowSize: 1 << 20,
      maxStreamWindowSize: 1 << 24,
      // Each frame fits one message of noise; the default is 17 bytes longer.
      maxMessageSize: MAX_PLAINTEXT,
    })],
    ...(options.secret === undefined
      ? {}
      : { connectionProtector: preSharedKey({ psk: options.secret }) }),
    peerDiscovery: options.discovery === undefined
      ? []
      : [options.discovery.service],
    metrics: () => options.meter.asMetrics(),
    services: {
      identify: identify(),
      ...(options.gossip === undefined ? {} : { pubsub: options.gossip }),
    },
    connectionGater: {
      // The default refuses private addresses in browsers; here they are the point.
      denyDialMultiaddr: () => false,
      denyInboundEncryptedConnection: (peer) => {
        options.onArriving(`${peer}`);
        return false;
      },
    },
    connectionManager: {
      maxConnections: CONNECTIONS,
      maxIncomingPendingConnections: CONNECTIONS,
      // Everybody may connect as often as they like: the default, 5 a second from
      // one address, would keep the peers of one machine apart.
      allow: ["/ip4/0.0.0.0/ipcidr/0", "/ip6/::/ipcidr/0"],
      dialTimeout: UPGRADE_WITHIN,
      inboundUpgradeTimeout: UPGRADE_WITHIN,
      // Dialling again is the dialer's task.
      reconnectRetries: 0,
    },
    // A peer whose machine is busy answers late and is not gone.
    connectionMonitor: { pingTimeout: { minTimeout: 15_000 } },
  });
}
