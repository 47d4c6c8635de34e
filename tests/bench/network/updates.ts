import { createNetwork, type Network } from "../../../src/network/mod.ts";
import { nameOf } from "../../../src/node/pulls.ts";
import {
  type Announcement,
  announcementOf,
  decodeFrame,
  encodeAnnouncement,
  encodeUpdate,
  signerFromSeed,
  updateOf,
  verifyHeader,
  verifySignature,
} from "../../../src/replica/mod.ts";

const MANIFEST = new Uint8Array(32);

/** Own updates that may be under way at a time. */
const WINDOW = 3;

/** One process of a swarm that does nothing but to publish updates, and to pull those of others. */
export class UpdatePeer {
  readonly network: Network;
  readonly #signer = signerFromSeed(
    crypto.getRandomValues(new Uint8Array(32)),
  );
  #seq = 0;
  #received = 0;
  #heard = 0;
  #answers = false;
  #wake = () => {};

  private constructor(network: Network) {
    this.network = network;
  }

  /** Joins a swarm. */
  static async join(swarm: string): Promise<UpdatePeer> {
    const network: Network = await createNetwork({
      seed: crypto.getRandomValues(new Uint8Array(32)),
      swarm,
      manifest: {},
      manifestHash: "00",
      interfaces: ["127.0.0.1"],
      handlers: {
        onMessage: (bytes) => peer.#hear(bytes),
        onConnect: () => {},
        onDisconnect: () => {},
        onRefused: () => {},
        onNotice: () => {},
        onRequest: () => [],
      },
    });
    const peer = new UpdatePeer(network);
    return peer;
  }

  /**
   * Publishes so many updates, and waits until those of the others are here.
   *
   * @param publishers peers that publish, this one included where it does
   * @returns seconds
   */
  async run(
    { size, rounds, publishes, publishers, peers }: {
      size: number;
      rounds: number;
      publishes: boolean;
      publishers: number;
      peers: number;
    },
  ): Promise<number> {
    const begun = performance.now();
    this.#received = 0;
    this.#heard = 0;
    this.#answers = !publishes;
    const others = publishers - (publishes ? 1 : 0);
    const payload = new Uint8Array(size);
    crypto.getRandomValues(payload.subarray(0, 65_536));
    for (let round = 0; publishes && round < rounds; round++) {
      // Where nobody else publishes, those that read say so.
      const isHeard = () =>
        others > 0
          ? this.#received >= (round + 1 - WINDOW) * others
          : this.#heard >= (round + 1 - WINDOW) * (peers - 1);
      await this.#until(isHeard);
      const own = new Uint8Array(payload);
      crypto.getRandomValues(own.subarray(0, 16));
      await this.#publish(own);
    }
    await this.#until(() => this.#received >= rounds * others);
    if (others === 0) {
      await this.#until(() => this.#heard >= rounds * (peers - 1));
    }
    return (performance.now() - begun) / 1000;
  }

  async #publish(payload: Uint8Array): Promise<void> {
    const seq = ++this.#seq;
    const zeros = new Uint8Array(32);
    const update = encodeUpdate(
      {
        incarnation: 1,
        seq,
        predecessor: zeros,
        round: seq,
        epoch: 0,
        unit: 0,
        units: 1,
        furtherUnits: [],
        cumulativeUnits: seq,
        clockDigest: zeros.subarray(0, 8),
        weight: 1,
        norm: 1,
        cumulativeNorm: seq,
        residualNorm: 0,
        loss: 1,
        computeMs: 1,
        signs: zeros.subarray(0, 0),
        entries: [],
        codec: 1,
        fingerprint: 0n,
      },
      payload,
      this.#signer,
      MANIFEST,
    );
    const announcement = announcementOf(update);
    const name = nameOf(announcement);
    this.network.offer(name, payload, { tells: false });
    await this.network.publish(encodeAnnouncement(announcement));
  }

  #hear(bytes: Uint8Array): void {
    if (bytes[0] !== 8) {
      this.#heard++;
      return this.#wake();
    }
    const frame = decodeFrame(bytes, { owned: true });
    if (frame.kind === "announcement") this.#pull(frame.announcement);
  }

  async #pull(announcement: Announcement): Promise<void> {
    const { header, headerBytes } = announcement;
    const how = { manifestHash: MANIFEST, verify: verifySignature };
    if (!verifyHeader(header, headerBytes, how)) throw new Error("Not signed");
    const holder = this.network.peerOf(header.publicKey);
    const name = nameOf(announcement);
    const payload = await this.network.pull(name, { holder });
    updateOf(announcement, payload, { isVerified: true });
    this.#received++;
    this.#wake();
    if (!this.#answers) return;
    const word = crypto.getRandomValues(new Uint8Array(200));
    await this.network.publish(word.fill(0, 0, 1));
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((wake) => this.#wake = wake);
  }
}
