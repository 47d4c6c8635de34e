import type { Observer } from "./observer.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/**
 * Measures how stale gradients are: of the updates that anybody has published by
 * the time a gradient is, how many were not in the parameters it was computed at.
 * Seen from above, as no peer could.
 */
export class Staleness implements Observer {
  #published = 0;
  #gradients = 0;
  #sum = 0;
  #most = 0;
  readonly #units: number;
  readonly #views = new Map<VirtualPeer, Map<number, number>>();

  /** @param units units in the data, N */
  constructor(units: number) {
    this.#units = units;
  }

  /** The figures so far; undefined before the first gradient. */
  get figures(): { mean: number; most: number } | undefined {
    if (this.#gradients === 0) return undefined;
    return { mean: this.#sum / this.#gradients, most: this.#most };
  }

  /** A restart numbers its jobs anew. */
  appeared(peer: VirtualPeer): void {
    this.#views.set(peer, new Map());
  }

  /** Takes the measure of what a peer wants done. */
  handled(
    ...[peer, input, actions]: Parameters<NonNullable<Observer["handled"]>>
  ): void {
    const views = this.#views.get(peer)!;
    for (const action of actions) {
      if (action.kind === "publish" && action.content.kind === "update") {
        // An empty update brings nothing that a gradient could lack.
        if (action.content.update.header.units === 0) continue;
        if (input.kind === "gradient") this.#measure(views, input.job);
        this.#published++;
      } else if (action.kind === "compute") {
        views.set(action.job, Math.round(action.progress * this.#units));
      } else if (action.kind === "cancel") {
        views.delete(action.job);
      }
    }
  }

  #measure(views: Map<number, number>, job: number): void {
    const seen = views.get(job);
    if (seen === undefined) return;
    views.delete(job);
    const missing = this.#published - seen;
    this.#gradients++;
    this.#sum += missing;
    this.#most = Math.max(this.#most, missing);
  }
}
