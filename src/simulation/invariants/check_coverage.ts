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

/**
 * Checks, for a swarm that has lost peers and got none, that what they left was
 * visited by those that remain: up to the last epoch that these have completed,
 * each unit as often as there were epochs. Whoever had begun the next epoch before
 * makes up for it there.
 *
 * @param units units in the data, N
 */
export function checkMadeUp(
  orders: readonly OrderWatch[],
  units: number,
  report: Report,
): void {
  const remaining = orders.filter(({ isLost }) => !isLost);
  if (remaining.length === 0) return;
  let epochs = 0;
  while (remaining.every((order) => order.hasCompleted(epochs))) epochs++;
  const visits = new Uint32Array(units);
  for (const { published } of orders) {
    for (const [epoch, visited] of published) {
      if (epoch > epochs) continue;
      for (const unit of visited) visits[unit]!++;
    }
  }
  const missed = visits.findIndex((count) => count < epochs);
  if (missed < 0) return;
  report(
    "order",
    `Unit ${missed} was visited ${
      visits[missed]
    } times in ${epochs} epochs, in which peers were lost`,
  );
}
