import { codecById } from "../compression/mod.ts";
import type { FeedId, Update } from "../replica/mod.ts";
import {
  type Certificate,
  Certifier,
  DecayedStatistic,
  ElasticAudit,
  HeaderLog,
  type HeardHeader,
} from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import { ElasticHold } from "./elastic_hold.ts";
import type { ElasticFigures, PeerEvent } from "./events.ts";
import { isLongGone, type Member } from "./members.ts";
import type { Recovery } from "./recovery.ts";
import type { Rounds } from "./rounds.ts";
import type { Swarm } from "./swarm.ts";
import type { Turns } from "./turns.ts";

/** The rooms that are looked into. */
export interface ElasticParts {
  config: PeerConfig;
  swarm: Swarm;
  rounds: Rounds;
  turns: Turns;
  recovery: Recovery;
  /** Own updates that a live peer may have yet to fold. */
  window: number;
  emit: (event: PeerEvent) => void;
}

/** Updates over which the norm of a full step is taken. */
const STEPS = 64;

/** Longest vector that audits add up: 128 MiB of them. */
const MOST_AUDITED = 2 ** 24;

/** Own views after which an audit that still waits for updates is given up. */
const LONGEST_AUDIT = 64;

/**
 * Elastic consistency (arXiv 2001.05918) at one peer: certifies, as each gradient
 * begins, how far its view may be from the sum of all published updates; audits
 * that now and then; and holds gradients back while it is above the bound. A
 * delivery costs a few additions, a certificate one look at each member.
 */
export class Elastic {
  /** That of the view that the newest gradient is computed at. */
  certificate: Certificate | undefined;
  /** What headers say of norms, by the members' numbers. */
  readonly log = new HeaderLog();
  /** Holds certificates against the truth. */
  readonly audit: ElasticAudit;
  /** Holds gradients back. */
  readonly hold: ElasticHold;
  readonly #parts: ElasticParts;
  readonly #steps = new DecayedStatistic(STEPS);
  /** Norms of what was folded since the view was taken. */
  #sinceView = 0;
  #viewsSinceAudit = 0;

  /** Has heard nothing. */
  constructor(parts: ElasticParts) {
    const { layout } = parts.config.replica.rules;
    this.#parts = parts;
    this.audit = new ElasticAudit(layout.trainable);
    this.hold = new ElasticHold(parts, this);
  }

  /** The norm of a full step, |u| / w; undefined before the first update. */
  get step(): number | undefined {
    return this.#steps.count === 0 ? undefined : this.#steps.mean;
  }

  /** Norm of the updates that headers of a member name and that are not folded. */
  missingOf({ feed, number }: Member): number {
    const known = this.#parts.config.replica.feed(feed);
    const heard = this.log.cumulativeNorm(number);
    const here = known?.admitted?.header.cumulativeNorm ?? 0;
    const applied = known?.folded?.header.cumulativeNorm ?? 0;
    return Math.max(heard, here) - applied;
  }

  /** A member's newest header has come. */
  heard(member: Member, header: HeardHeader, now: number): void {
    this.log.hear(member.number, header, now);
    this.hold.touch(member);
  }

  /** An update has come as history, which says nothing of where its publisher is now. */
  relayed({ feed, header }: Update): void {
    const member = this.#parts.swarm.members.get(feed);
    if (member === undefined) return;
    this.log.note(member.number, header);
    this.hold.touch(member);
  }

  /** An update was just added to the model. */
  folded(update: Update): void {
    const { feed, header, payload } = update;
    const { norm, weight, units, codec, seq } = header;
    if (units > 0 && norm > 0 && weight > 0) this.#steps.add(norm / weight);
    this.#sinceView += norm;
    const audited = this.audit.fold(feed, seq, (sum) => {
      if (codec === 0) return;
      const { trainable, state } = this.#parts.config.replica.rules.layout;
      const end = payload.length - 4 * state;
      codecById(codec).addTo(payload.subarray(0, end), sum, trainable, 1);
    });
    this.hold.touchFeed(feed);
    if (audited === undefined || audited.holds) return;
    const { actual, certified, updates } = audited;
    const text =
      `The elastic certificate does not hold: ${updates} updates of norms that sum to ${certified} sum to one of norm ${actual}`;
    this.#parts.emit({ type: "warning", text });
  }

  /** The model was replaced by a snapshot, with more in it. */
  adopted(): void {
    this.#sinceView = Infinity;
    this.audit.abandon();
    this.hold.touchAll();
  }

  /** A view of the model as it is now was taken. */
  viewed(): void {
    this.#sinceView = 0;
    if (this.audit.pending > 0 && ++this.#viewsSinceAudit > LONGEST_AUDIT) {
      this.audit.abandon();
    }
    if (this.audit.isDue) this.#beginAudit();
  }

  #beginAudit(): void {
    const { config: { replica }, swarm } = this.#parts;
    if (replica.rules.layout.trainable > MOST_AUDITED) return;
    const ranges: { feed: FeedId; from: number; to: number }[] = [];
    let certified = 0, rounding = 0;
    for (const member of swarm.members.all()) {
      const missing = this.missingOf(member);
      if (missing === 0 || this.#isLost(member)) continue;
      const { feed, number } = member;
      const from = replica.clock.count(feed);
      const here = replica.feed(feed)?.count ?? 0;
      const to = Math.max(here, this.log.seq(number));
      ranges.push({ feed, from, to });
      certified += missing;
      const applied = replica.feed(feed)?.folded?.header.cumulativeNorm ?? 0;
      rounding += Number.EPSILON * (to - from + 1) * (applied + missing);
    }
    if (ranges.length === 0) return;
    this.#viewsSinceAudit = 0;
    this.audit.begin(ranges, certified, rounding);
  }

  /** A gradient begins at the view taken last. */
  begun(now: number): void {
    this.certificate = this.#certify(now);
  }

  #certify(now: number): Certificate {
    const { swarm, turns, window, config: { replica } } = this.#parts;
    const { log } = this;
    const certifier = new Certifier({
      missing: this.#sinceView,
      residual: turns.publisher.residualNorm,
      lag: (swarm.acknowledged.delays.median ?? 0) / 2,
    });
    for (const member of swarm.members.all()) {
      const missing = this.missingOf(member);
      const { publicKey, number, feed, done } = member;
      if (this.#isLost(member)) {
        const mayReturn = !member.left && !isLongGone(member, now);
        certifier.lose(publicKey, missing, mayReturn);
        continue;
      }
      const seq = log.seq(number);
      const room = window - (seq - replica.clock.count(feed));
      const isBounded = swarm.isNear(member) && member.folded > 0;
      certifier.add({
        publicKey,
        missing,
        residual: log.residualNorm(number),
        rate: done ? 0 : log.rate(number),
        age: done ? 0 : log.age(number, now),
        freshness: log.freshness(number),
        ...(isBounded && seq > 0
          ? { most: Math.max(0, room) * log.cumulativeNorm(number) / seq }
          : {}),
      });
    }
    return certifier.end(this.step);
  }

  /** Whether what a member has published may never come. */
  #isLost(member: Member): boolean {
    const { replica } = this.#parts.config;
    return isGone(member) || replica.feed(member.feed)?.ended !== undefined;
  }

  /** What there is to show. */
  get figures(): ElasticFigures {
    const { certificate, audit, hold } = this;
    return {
      distance: certificate?.steps ?? NaN,
      bound: hold.bound,
      unknown: certificate?.unknown.length ?? 0,
      isClosed: hold.isClosed,
      closings: hold.closings,
      audits: audit.count,
      failures: audit.failures,
      tightness: audit.tightness,
    };
  }
}

/** Whether a member's updates may never arrive. */
export function isGone({ left, suspected }: Member): boolean {
  return left || suspected;
}
