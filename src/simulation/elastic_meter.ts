import type { ElasticBound } from "./run.ts";
import type { Observer } from "./observer.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/**
 * Notes at every gradient's beginning what its peer held against the elastic
 * bound, and at the end what the peers' own audits came to.
 */
export class ElasticMeter implements Observer {
  readonly #peers = new Set<VirtualPeer["peer"]>();
  readonly #bound: number;
  #gradients = 0;
  #most = 0;
  #mostCertified = 0;

  /** @param bound the bound, in full steps; Infinity where there is none */
  constructor(bound = Infinity) {
    this.#bound = bound;
  }

  /** The figures so far; undefined before the first certified gradient. */
  get figures(): ElasticBound | undefined {
    if (this.#gradients === 0) return undefined;
    let audits = 0, failures = 0;
    for (const { elastic: { audit } } of this.#peers) {
      audits += audit.count;
      failures += audit.failures;
    }
    return {
      bound: this.#bound,
      most: this.#most,
      mostCertified: this.#mostCertified,
      audits,
      failures,
    };
  }

  /** A restart is another peer. */
  appeared({ peer }: VirtualPeer): void {
    this.#peers.add(peer);
  }

  /** Looks at the beginning of gradients. */
  handled(
    ...[{ peer }, , actions]: Parameters<NonNullable<Observer["handled"]>>
  ): void {
    if (actions.every(({ kind }) => kind !== "compute")) return;
    const { certificate, hold } = peer.elastic;
    if (certificate?.steps === undefined) return;
    this.#gradients++;
    this.#most = Math.max(this.#most, hold.distance);
    this.#mostCertified = Math.max(this.#mostCertified, certificate.steps);
  }
}
