import {
  encodeEvidence,
  type Feed,
  type FeedId,
  type ForkEvidence,
  type Status,
  toHex,
} from "../replica/mod.ts";
import { FIRST_BEAT } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Elastic } from "./elastic.ts";
import type { PeerAction, PeerEvent } from "./events.ts";
import type { Herald } from "./herald.ts";
import type { Progress } from "./progress.ts";
import type { Recovery } from "./recovery.ts";
import type { Rounds } from "./rounds.ts";
import type { Swarm } from "./swarm.ts";

/** Before evidence is told again, and a snapshot asked for again, ms; twice as long each time. */
const PATIENCE = 4 * FIRST_BEAT;

/** The rooms that are worked with. */
export interface ForkParts {
  config: PeerConfig;
  /** The own feed. */
  feed: FeedId;
  swarm: Swarm;
  rounds: Rounds;
  herald: Herald;
  elastic: Elastic;
  progress: Progress;
  recovery: Recovery;
  act: (action: PeerAction) => void;
  emit: (event: PeerEvent) => void;
}

/** How often something was done, and when it may be done again, ms. */
interface Turn {
  times: number;
  at: number;
}

/**
 * Feeds that have forked: their publishers leave the roster, the evidence goes to
 * everybody, and a model that holds what cannot be taken out any more is replaced
 * by one that holds less of it.
 */
export class Forks {
  /** Whether the own feed is signed by somebody else, too. */
  isOwn = false;
  readonly #parts: ForkParts;
  readonly #told = new Map<FeedId, Turn>();
  readonly #asked: Turn = { times: 0, at: -Infinity };

  /** Knows of none but those that the replica was restored with, which were told before. */
  constructor(parts: ForkParts) {
    this.#parts = parts;
    const { forks } = parts.config.replica;
    forks.takeNews();
    for (const { id } of forks.feeds()) {
      this.#told.set(id, { times: 0, at: -Infinity });
    }
  }

  /**
   * Takes in evidence.
   *
   * @param relayed whether it came in an answer, and not to everybody
   */
  hear(evidence: ForkEvidence, relayed: boolean, now: number): void {
    this.#parts.config.replica.forks.hear(evidence);
    this.settle(now, relayed ? undefined : evidence);
  }

  /**
   * Does what follows from the forks that were found since.
   *
   * @param known what gossip has brought, and brings to all others as well
   */
  settle(now: number, known?: ForkEvidence): void {
    const { replica } = this.#parts.config;
    if (replica.forks.isEmpty) return;
    let newest: ForkEvidence | undefined;
    for (const evidence of replica.forks.takeNews()) {
      this.#exclude(evidence, now);
      newest = evidence;
    }
    if (newest !== undefined && newest !== known) this.#tell(newest, now);
  }

  #exclude({ feed, seq, first }: ForkEvidence, now: number): void {
    const { swarm, rounds, herald, elastic, progress, recovery, config } =
      this.#parts;
    if (feed === this.#parts.feed) this.isOwn = true;
    const member = swarm.members.get(feed);
    if (member !== undefined) swarm.members.mark(member, { left: true });
    if (!this.#told.has(feed)) {
      this.#told.set(feed, { times: 0, at: now + PATIENCE });
      const peer = toHex(first.header.publicKey);
      this.#parts.emit({ type: "fork", peer, feed, seq });
    }
    progress.units = config.replica.units;
    herald.folded(feed);
    herald.owe();
    elastic.adopted();
    // Nobody waits for what comes no more.
    rounds.arrived(feed);
    recovery.catchUp.arrived(feed, now);
    this.#asked.at = Math.max(this.#asked.at, now + PATIENCE / 2);
  }

  /** Tells the others, once more where somebody still names what is forbidden. */
  #tell(evidence: ForkEvidence, now: number): void {
    const turn = this.#told.get(evidence.feed)!;
    const frame = encodeEvidence(evidence, turn.times);
    turn.at = now + PATIENCE * 2 ** Math.min(turn.times, 10);
    turn.times++;
    const content = { kind: "evidence", evidence } as const;
    this.#parts.act({ kind: "publish", type: "evidence", frame, content });
  }

  /** Looks whether a peer's clock names entries that are forbidden: it may not have heard of the fork. */
  look({ entries }: Status, now: number): void {
    const { forks } = this.#parts.config.replica;
    for (const { id, last, ended, residue } of forks.feeds()) {
      if (residue > 0 || now < (this.#told.get(id)?.at ?? Infinity)) continue;
      if (entries.some(({ feed, count }) => feed === id && count > last)) {
        this.#tell(ended!.fork!, now);
      }
    }
  }

  /** When to ask for a snapshot again; Infinity where none is needed. */
  get deadline(): number {
    const needed = this.#residue !== undefined &&
      this.#parts.recovery.catchUp.asking === undefined;
    return needed ? this.#asked.at : Infinity;
  }

  /** The request for a snapshot that holds less of a forked feed, if one is needed and may be had. */
  ask(now: number): PeerAction | undefined {
    const feed = this.#residue;
    const { catchUp } = this.#parts.recovery;
    if (feed === undefined || catchUp.asking !== undefined) return undefined;
    if (now < this.#asked.at) return undefined;
    const turn = this.#asked;
    turn.at = now + PATIENCE * 2 ** Math.min(turn.times++, 6);
    const partner = this.#nearer(feed);
    if (partner === undefined) return undefined;
    return this.#parts.recovery.askForSnapshot(partner, now);
  }

  get #residue(): Feed | undefined {
    const { forks } = this.#parts.config.replica;
    if (forks.isEmpty) return undefined;
    for (const feed of forks.feeds()) if (feed.residue > 0) return feed;
    return undefined;
  }

  /** Somebody whose model holds less of a feed. */
  #nearer({ id, residue }: Feed): string | undefined {
    const { swarm, config: { replica: { clock } } } = this.#parts;
    const counted: { key: string; count: number }[] = [];
    for (const { left, connected, full, publicKey } of swarm.members.all()) {
      if (left || !connected || full === undefined) continue;
      const named = full.entries.find(({ feed }) => feed === id);
      // Of the same number it may hold another branch: one of the two has to go.
      const isOther = named?.count === residue &&
        !clock.hasDigest(full.digest);
      counted.push({
        key: publicKey,
        count: (named?.count ?? 0) - (isOther ? 0.5 : 0),
      });
    }
    const fewer = counted.filter(({ count }) => count < residue);
    fewer.sort((a, b) => a.count - b.count || (a.key < b.key ? -1 : 1));
    return fewer[this.#asked.times % Math.max(1, fewer.length)]?.key;
  }
}
