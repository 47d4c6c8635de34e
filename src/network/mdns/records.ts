import { createHash } from "node:crypto";
import { peerIdFromString } from "@libp2p/peer-id";
import { multiaddr } from "@multiformats/multiaddr";

/** The DNS-SD service that all libp2p implementations announce. */
export const SERVICE = "_p2p._udp.local";

/** Seconds that others may keep a record. */
const TTL = 120;

/** The longest string in a TXT record, in bytes (RFC 6763, section 6.1). */
const TXT_LIMIT = 255;

/** What comes before an address. */
const ADDRESS = "dnsaddr=";

/** What comes before the tag of a swarm. */
const TAG = "drover=";

/** Addresses taken from one answer. */
const ADDRESSES = 16;

/** A DNS record as `dns-packet` reads and writes it. */
export interface DnsRecord {
  /** Owner of the record. */
  name: string;
  /** `PTR`, `TXT`, … */
  type: string;
  /** Seconds to live. */
  ttl?: number;
  /** Content, by type. */
  data?: unknown;
}

/** The parts of a DNS packet that matter here. */
export interface DnsPacket {
  /** What is asked for. */
  questions?: { name: string; type: string }[];
  /** Records in answer. */
  answers?: DnsRecord[];
  /** Records that go with them. */
  additionals?: DnsRecord[];
}

/** A peer that somebody announced. */
export interface Announcement {
  /** Its DNS name, random at each start. */
  name: string;
  /** Its peer id. */
  peer: string;
  /** Its multiaddrs, with or without the id. */
  addresses: string[];
  /** Which swarm it belongs to, if it is a Drover peer. */
  tag?: SwarmTag;
}

/**
 * What a Drover peer announces beside libp2p's own records, so that peers that
 * cannot talk need not dial each other to find out. Others skip it.
 */
export interface SwarmTag {
  /** Hash of the swarm's name. */
  swarm: string;
  /** Hash of its secret, if it has one. */
  secret?: string;
}

/** A random DNS label, by which a peer is announced (libp2p's mDNS specification). */
export function randomPeerName(): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from(
    crypto.getRandomValues(new Uint8Array(40)),
    (byte) => alphabet[byte % alphabet.length],
  ).join("");
}

/** Whether a packet asks for libp2p peers. */
export function isQuery(packet: DnsPacket): boolean {
  return packet.questions?.some((question) =>
    sameName(question.name, SERVICE) &&
    (question.type === "PTR" || question.type === "ANY")
  ) ?? false;
}

/** The question for libp2p peers. */
export function query(): DnsPacket {
  return { questions: [{ name: SERVICE, type: "PTR" }] };
}

/**
 * The tag of a swarm. It tells nobody the secret, which is 256 random bits.
 *
 * @param swarm The swarm's name.
 * @param secret Its pre-shared key file.
 */
export function swarmTag(swarm: string, secret?: Uint8Array): SwarmTag {
  return {
    swarm: shortHash(swarm),
    ...secret === undefined
      ? {}
      : { secret: shortHash(new TextDecoder().decode(secret).trim()) },
  };
}

function shortHash(text: string): string {
  const hash = createHash("sha256").update(`/drover/1/${text}`);
  return hash.digest("hex").slice(0, 16);
}

/**
 * The answer to it: a PTR record that names the peer, and a TXT record for
 * each address in the additional section, as the specification has it.
 */
export function announce(announcement: Announcement): DnsPacket {
  const { name, peer, addresses, tag } = announcement;
  const owner = `${name}.${SERVICE}`;
  const texts = addresses.map((address) =>
    address.includes("/p2p/")
      ? `${ADDRESS}${address}`
      : `${ADDRESS}${address}/p2p/${peer}`
  ).filter((text) => text.length <= TXT_LIMIT);
  if (tag !== undefined) {
    texts.push(`${TAG}${tag.swarm} ${tag.secret ?? ""}`.trim());
  }
  return {
    answers: [{ name: SERVICE, type: "PTR", ttl: TTL, data: owner }],
    additionals: texts.map((data) => ({
      name: owner,
      type: "TXT",
      ttl: TTL,
      data,
    })),
  };
}

/**
 * Reads the peers that a packet announces. Some implementations put TXT records
 * among the answers, others in the additional section; both are read. What
 * makes no sense is left out.
 */
export function readAnnouncements(packet: DnsPacket): Announcement[] {
  const answers = packet.answers ?? [];
  const records = [...answers, ...packet.additionals ?? []];
  const found: Announcement[] = [];
  for (const answer of answers) {
    if (answer.type !== "PTR" || !sameName(answer.name, SERVICE)) continue;
    const owner = String(answer.data);
    const addresses: string[] = [];
    let peer: string | undefined;
    let tag: SwarmTag | undefined;
    for (const record of records) {
      if (record.type !== "TXT" || !sameName(record.name, owner)) continue;
      for (const text of textsOf(record.data)) {
        if (text.startsWith(TAG)) tag = readTag(text.slice(TAG.length));
        const read = readAddress(text);
        if (read === undefined || addresses.length >= ADDRESSES) continue;
        peer ??= read.peer;
        if (read.peer === peer) addresses.push(read.address);
      }
    }
    if (peer === undefined) continue;
    const name = owner.split(".")[0]!;
    found.push({ name, peer, addresses, ...tag === undefined ? {} : { tag } });
  }
  return found;
}

function readTag(text: string): SwarmTag {
  const [swarm, secret] = text.split(" ");
  return { swarm: swarm!, ...secret === undefined ? {} : { secret } };
}

/** What was read before: the same announcements come again and again. */
const cache = new Map<string, { peer: string; address: string } | undefined>();

/** Announcements remembered. */
const CACHED = 1024;

function readAddress(
  text: string,
): { peer: string; address: string } | undefined {
  if (!text.startsWith(ADDRESS)) return undefined;
  if (cache.has(text)) return cache.get(text);
  let read: { peer: string; address: string } | undefined;
  try {
    const address = multiaddr(text.slice(ADDRESS.length));
    const peer = address.getPeerId();
    if (peer !== null) {
      peerIdFromString(peer);
      read = { peer, address: address.toString() };
    }
  } catch {
    // No multiaddr, or no peer id; not for us.
  }
  if (cache.size >= CACHED) cache.clear();
  cache.set(text, read);
  return read;
}

function textsOf(data: unknown): string[] {
  const parts = Array.isArray(data) ? data : [data];
  return parts.map((part) =>
    part instanceof Uint8Array ? new TextDecoder().decode(part) : String(part)
  );
}

/** DNS names are the same whatever the case of their letters. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
