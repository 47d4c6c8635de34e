import { isGone, type PeerAction } from "../../peer/mod.ts";
import { decodePayload, type FeedId, payloadCodec } from "../../replica/mod.ts";
import type { Update } from "../../replica/mod.ts";
import type { Observer } from "../observer.ts";
import type { VirtualPeer } from "../virtual_peer.ts";

/** One gradient's beginning: what its peer knew, and what was so. Distances in full steps. */
export interface ElasticSample {
  /** When, ms of virtual time. */
  readonly at: number;
  /** The peer's number. */
  readonly peer: number;
  /** The certificate's parts. */
  readonly missing: number;
  /** Held back in error feedback, as far as heard. */
  readonly residuals: number;
  /** What may have been published since the newest headers. */
  readonly slack: number;
  /** These three. */
  readonly total: number;
  /** Members that it could not speak for. */
  readonly unknown: number;
  /** What was held against the bound. */
  readonly held: number;
  /** Norm of the sum of the updates that headers had named to this peer. */
  readonly named: number;
  /** That of all updates published by then by members that the certificate covers. */
  readonly covered: number;
  /** That of all updates published by whomever it could hear. */
  readonly within: number;
  /** That of all updates published by anybody. */
  readonly all: number;
}

/** What one feed has published, added up: place 0 is before its first entry. */
interface Log {
  readonly publisher: VirtualPeer;
  readonly sums: Float64Array[];
}

/**
 * Sees from above what a view lacks: it keeps every feed's running sum of updates,
 * so it is for small models and short runs.
 */
export class ElasticTruth implements Observer {
  /** Every gradient's beginning since the first certificate. */
  readonly samples: ElasticSample[] = [];
  /** Gradients that began before anything could be certified. */
  early = 0;
  readonly #logs = new Map<FeedId, Log>();
  readonly #areParted: (a: number, b: number) => boolean;

  /** @param areParted whether two peers, by number, cannot hear each other now */
  constructor(areParted: (a: number, b: number) => boolean) {
    this.#areParted = areParted;
  }

  /** Takes the measure of what a peer wants done. */
  handled(
    ...[peer, , actions, now]: Parameters<NonNullable<Observer["handled"]>>
  ): void {
    for (const action of actions) {
      if (action.kind === "compute") this.#begins(peer, action, now);
      else if (action.kind === "publish" && action.content.kind === "update") {
        this.#add(action.content.update, peer);
      }
    }
  }

  #add({ feed, header, payload }: Update, publisher: VirtualPeer): void {
    const { layout } = publisher.replica.rules;
    let log = this.#logs.get(feed);
    if (log === undefined) {
      log = { publisher, sums: [new Float64Array(layout.trainable)] };
      this.#logs.set(feed, log);
    }
    const sum = new Float64Array(layout.trainable + layout.state);
    decodePayload(payload, payloadCodec(header.codec), layout, sum);
    const before = log.sums.at(-1)!;
    log.sums.push(before.map((value, i) => value + sum[i]!));
  }

  #begins(
    virtual: VirtualPeer,
    { view }: Extract<PeerAction, { kind: "compute" }>,
    at: number,
  ): void {
    const { peer, replica, index } = virtual;
    const { certificate, hold, log } = peer.elastic;
    const step = certificate?.step;
    if (certificate === undefined || step === undefined) {
      this.early++;
      return;
    }
    const unknown = new Set(certificate.unknown);
    const { trainable } = replica.rules.layout;
    // The view may be older than the model.
    const folded = new Float64Array(trainable);
    for (let i = 0; i < trainable; i++) {
      folded[i] = replica.values[i]! - view[i]!;
    }
    const [named, covered, within, all] = [0, 1, 2, 3].map(() =>
      folded.slice()
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (const [feed, { publisher, sums }] of this.#logs) {
      const applied = replica.clock.count(feed);
      const last = sums.length - 1;
      const add = (sum: Float64Array, to: number) => {
        if (to <= applied) return;
        const from = sums[applied]!, upTo = sums[to]!;
        for (let i = 0; i < trainable; i++) sum[i]! += upTo[i]! - from[i]!;
      };
      add(all, last);
      if (!this.#areParted(index, publisher.index)) add(within, last);
      const member = peer.swarm.members.get(feed);
      if (member === undefined || isGone(member)) continue;
      add(
        named,
        Math.max(log.seq(member.number), replica.feed(feed)?.count ?? 0),
      );
      if (!unknown.has(member.publicKey)) add(covered, last);
    }
    const { missing, residuals, slack, total } = certificate;
    this.samples.push({
      at,
      peer: index,
      missing: missing / step,
      residuals: residuals / step,
      slack: slack / step,
      total: total / step,
      unknown: unknown.size,
      held: hold.distance,
      named: norm(named) / step,
      covered: norm(covered) / step,
      within: norm(within) / step,
      all: norm(all) / step,
    });
  }
}

function norm(vector: Float64Array): number {
  let square = 0;
  for (const value of vector) square += value * value;
  return Math.sqrt(square);
}
