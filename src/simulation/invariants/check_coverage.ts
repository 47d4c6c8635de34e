import type { OrderWatch } from "./order_watch.ts";
import type { Report } from "./watched_peer.ts";

/**
 * Checks, for a swarm without churn, that the local epochs which everybody has
 * completed together visited each unit exactly once.
 *
 * @param units units in the data, N
 */
export function checkCoverage(
  orders: readonly OrderWatch[],
  units: number,
  report: Report,
): void {
  for (let epoch = 0;; epoch++) {
    if (!orders.every((order) => order.hasCompleted(epoch))) return;
    const visits = new Uint32Array(units);
    for (const order of orders) {
      for (const unit of order.published.get(epoch)!) visits[unit]!++;
    }
    const wrong = visits.findIndex((count) => count !== 1);
    if (wrong < 0) continue;
    report(
      "order",
      `Unit ${wrong} was visited ${
        visits[wrong]
      } times in epoch ${epoch} of all peers`,
    );
  }
}
