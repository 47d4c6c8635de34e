import type { NetworkInterface } from "../interfaces.ts";
import {
  type Announcement,
  type DnsPacket,
  isQuery,
  query,
  readAnnouncements,
} from "../mdns/records.ts";
import { MdnsSocket } from "../mdns/socket.ts";
import { afterOwnTime } from "../../time/mod.ts";

/** When questions are asked, in milliseconds: one may be lost. */
const ASK_AT = [0, 150, 500, 1200, 2500];

/** What every device that speaks multicast DNS answers to (RFC 6763, section 9). */
const ANYBODY = "_services._dns-sd._udp.local";

/** How the label begins by which an observer knows its own question again. */
const LABEL = "drover-doctor-";

/** Machines and announcements remembered of one interface: what multicast brings is bounded. */
const REMEMBERED = 1024;

/** A peer that was announced by multicast DNS. */
export interface Sighting extends Announcement {
  /** IPv4 address that it was heard from. */
  from: string;
}

/** What was heard on one interface. */
export interface Heard {
  /** Where. */
  on: NetworkInterface;
  /** Questions that were sent. */
  asked: number;
  /** After how many ms the first of them came back to this machine; undefined: none did. */
  echo: number | undefined;
  /** What does not work, in words. */
  troubles: string[];
  /** IPv4 addresses of others from which anything came on UDP port 5353. */
  others: string[];
  /** Those of them that listen in just this way at the moment. */
  observers: string[];
  /** Peers that were announced. */
  sightings: Sighting[];
}

/**
 * Asks for peers by multicast DNS on each interface, and listens, without being
 * announced itself: all who hear it answer as they answer each other.
 *
 * @param interfaces Where, at most one for each address.
 * @param milliseconds How long to listen.
 */
export async function listen(
  interfaces: readonly NetworkInterface[],
  milliseconds: number,
): Promise<Heard[]> {
  const own = new Set(interfaces.map(({ address }) => address));
  const ears = interfaces.map((on) => new Ear(on, own));
  const timers = ASK_AT.filter((at) => at < milliseconds).map((at) =>
    setTimeout(() => ears.forEach((ear) => ear.ask()), at)
  );
  await new Promise<void>((over) => afterOwnTime(milliseconds, over));
  timers.forEach(clearTimeout);
  await Promise.all(ears.map((ear) => ear.close()));
  return ears.map(({ heard }) => ({
    ...heard,
    // A system hands what comes on one interface to the sockets of all others, too.
    sightings: heard.sightings.filter((sighting) =>
      homeOf(sighting.from, interfaces) === undefined ||
      homeOf(sighting.from, interfaces) === heard.on
    ),
    others: heard.others.filter((from) =>
      homeOf(from, interfaces) === undefined ||
      homeOf(from, interfaces) === heard.on
    ),
  }));
}

class Ear {
  readonly heard: Heard;
  readonly #own: ReadonlySet<string>;
  readonly #socket: MdnsSocket;
  readonly #label = `${LABEL}${crypto.randomUUID()}.local`;
  readonly #seen = new Set<string>();
  #firstAsked = 0;

  constructor(on: NetworkInterface, own: ReadonlySet<string>) {
    this.#own = own;
    this.heard = {
      on,
      asked: 0,
      echo: undefined,
      troubles: [],
      others: [],
      observers: [],
      sightings: [],
    };
    this.#socket = new MdnsSocket(on.address, {
      onQuery: (packet, from) => this.#hear(packet, from),
      onResponse: (packet, from) => {
        this.#note(this.heard.others, from);
        for (const announcement of readAnnouncements(packet)) {
          this.#sight({ ...announcement, from });
        }
      },
      onError: (reason) => {
        const { troubles } = this.heard;
        if (!troubles.includes(reason)) troubles.push(reason);
      },
    });
  }

  ask(): void {
    if (this.heard.asked++ === 0) this.#firstAsked = performance.now();
    const questions = [
      { name: this.#label, type: "PTR" },
      { name: ANYBODY, type: "PTR" },
    ];
    this.#socket.query({ questions: [...query().questions!, ...questions] });
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #hear(packet: DnsPacket, from: string): void {
    const names = (packet.questions ?? []).map(({ name }) => name);
    if (names.includes(this.#label)) {
      this.heard.echo ??= performance.now() - this.#firstAsked;
      return;
    }
    this.#note(this.heard.others, from);
    const observes = isQuery(packet) &&
      names.some((name) => name.startsWith(LABEL));
    if (observes) this.#note(this.heard.observers, from);
  }

  #sight(sighting: Sighting): void {
    const { sightings } = this.heard;
    const key = `${sighting.peer} ${sighting.name} ${sighting.from}`;
    if (this.#seen.has(key) || sightings.length >= REMEMBERED) return;
    this.#seen.add(key);
    sightings.push(sighting);
  }

  #note(list: string[], from: string): void {
    if (this.#own.has(from) || list.length >= REMEMBERED) return;
    if (!list.includes(from)) list.push(from);
  }
}

/** The interface in whose subnet an address is; undefined where it is in none. */
export function homeOf(
  address: string,
  interfaces: readonly NetworkInterface[],
): NetworkInterface | undefined {
  return interfaces.find((on) => isInSubnet(address, on));
}

/** Whether an IPv4 address is in the subnet of an interface. */
export function isInSubnet(
  address: string,
  { address: own, netmask }: NetworkInterface,
): boolean {
  const mask = bitsOf(netmask), theirs = bitsOf(address), ours = bitsOf(own);
  if (mask === undefined || theirs === undefined || ours === undefined) {
    return false;
  }
  return (theirs & mask) === (ours & mask);
}

/** An IPv4 address as 32 bits, signed; undefined where it is none. */
function bitsOf(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  const isByte = (part: number) =>
    Number.isInteger(part) && part >= 0 && part < 256;
  if (parts.length !== 4 || !parts.every(isByte)) return undefined;
  return parts.reduce((bits, part) => (bits << 8) | part, 0);
}
