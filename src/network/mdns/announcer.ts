import type { NetworkInterface } from "../interfaces.ts";
import { afterOwnTime } from "../../time/mod.ts";
import {
  announce,
  type Announcement,
  type DnsPacket,
  isQuery,
  query,
  readAnnouncements,
  type SwarmTag,
} from "./records.ts";
import { MdnsSocket } from "./socket.ts";

/** First pause between queries, in milliseconds. */
const FIRST_PAUSE = 60;

/** Longest pause between queries, in milliseconds. */
const LONGEST_PAUSE = 30_000;

/** Whoever asks more often than this need not hurry, in milliseconds. */
const UNHURRIED = 1_000;

/** Growth of the pause. */
const GROWTH = 2;

/**
 * At most one answer in this time, in milliseconds: one answers all who asked
 * (RFC 6762, section 6). The first few may follow quicker, for a quick start.
 */
const ANSWER_PAUSE = 1_000;

/** The pause between the first few answers. */
const QUICK_PAUSE = 100;

/** How many those are, for each machine that asks: an answer may be lost. */
const QUICK_ANSWERS = 3;

/** Machines whose questions are counted. */
const COUNTED = 1_000;

/** When one's own queries must have come back, in milliseconds in which this process ran. */
const ECHO_WITHIN = 2_000;

/** What an announcer needs. */
export interface AnnouncerOptions {
  /** The interface to speak on. */
  on: NetworkInterface;
  /** This peer's DNS label. */
  name: string;
  /** This peer's id. */
  peer: string;
  /** The tag of its swarm. */
  tag: SwarmTag;
  /** The addresses to announce on this interface. */
  addresses(): string[];
  /**
   * Somebody was announced, possibly this peer itself.
   *
   * @param owesAnswer Whether somebody has asked whom this peer has not answered yet.
   */
  onAnnouncement(announcement: Announcement, owesAnswer: boolean): void;
  /** What is missing, in a sentence; called at most once. */
  onTrouble(text: string): void;
}

/** Announces this peer on one interface, and listens for others. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #socket: MdnsSocket;
  #queryTimer: ReturnType<typeof setTimeout> | undefined;
  #answerTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #hasEcho: () => void;
  #pause = 0;
  #lastAnswer = 0;
  /** Questions of each machine, by its address. */
  readonly #asked = new Map<string, number>();
  #troubled = false;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#socket = new MdnsSocket(options.on.address, {
      onQuery: (packet, from) => this.#heard(packet, from),
      onResponse: (packet) => this.#read(packet),
      onError: (reason) => this.#trouble(reason),
    });
    this.#ask(FIRST_PAUSE);
    this.#hasEcho = afterOwnTime(ECHO_WITHIN, () =>
      this.#trouble(
        "multicast does not come back (a firewall stops UDP port 5353, or the interface has no multicast)",
      ));
  }

  /** Asks as often as at the start, from now on. */
  hurry(): void {
    if (this.#pause < UNHURRIED) return;
    clearTimeout(this.#queryTimer);
    this.#ask(FIRST_PAUSE);
  }

  /** Ends it all. */
  async close(): Promise<void> {
    clearTimeout(this.#queryTimer);
    clearTimeout(this.#answerTimer);
    this.#hasEcho();
    await this.#socket.close();
  }

  #ask(pause: number): void {
    this.#pause = pause;
    this.#socket.query(query());
    const next = Math.min(LONGEST_PAUSE, pause * GROWTH);
    // Jitter keeps peers that started together from asking together.
    this.#queryTimer = setTimeout(
      () => this.#ask(next),
      next * (0.75 + Math.random() / 2),
    );
  }

  #heard(packet: DnsPacket, from: string): void {
    if (!isQuery(packet)) return;
    if (from === this.#options.on.address) this.#hasEcho();
    if (this.#asked.size >= COUNTED) this.#asked.clear();
    const times = this.#asked.get(from) ?? 0;
    this.#asked.set(from, times + 1);
    if (this.#answerTimer !== undefined) return;
    const pause = times < QUICK_ANSWERS ? QUICK_PAUSE : ANSWER_PAUSE;
    const wait = this.#lastAnswer + pause - Date.now();
    if (wait <= 0) return this.#answer();
    this.#answerTimer = setTimeout(() => {
      this.#answerTimer = undefined;
      this.#answer();
    }, wait);
  }

  #answer(): void {
    const { name, peer, tag } = this.#options;
    const addresses = this.#options.addresses();
    if (addresses.length === 0) return;
    this.#lastAnswer = Date.now();
    this.#socket.respond(announce({ name, peer, addresses, tag }));
  }

  #read(packet: DnsPacket): void {
    for (const announcement of readAnnouncements(packet)) {
      const owesAnswer = this.#answerTimer !== undefined;
      this.#options.onAnnouncement(announcement, owesAnswer);
    }
  }

  #trouble(reason: string): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#hasEcho();
    const { name, address } = this.#options.on;
    this.#options.onTrouble(
      `Cannot find peers on ${address} (${name}): ${reason}; name peers with --bootstrap, or another interface`,
    );
  }
}
