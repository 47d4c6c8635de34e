import type { OrderWatch } from "./order_watch.ts";
import type { Report } from "./watched_peer.ts";

/**
 * Watches what becomes of the units of those who are lost, in a swarm that loses
 * peers and gets none: up to the last epoch that the others have completed, each
 * unit is visited as often as there were epochs.
 *
 * It claims a lower bound, and of all epochs together: visits may be too many, as
 * pictures of the roster differ for a while, and one of them may come an epoch
 * late. Who had begun the next epoch when somebody was missed makes up for it
 * there, so it is known only once that is complete, too. Nothing is claimed where
 * two peers were two epochs apart when somebody was missed: then those ahead do not
 * make up for all that the lost one had left, and may have dealt epochs with it
 * that others deal without.
 */
export class LossWatch {
  /** The last epoch that anybody was in when somebody was missed. */
  #furthest = -1;
  /** How many epochs lay between peers at such times. */
  #spread = 0;

  /** Somebody is missed. */
  noticed(orders: Iterable<OrderWatch>): void {
    const epochs = Array.from(orders, ({ epoch }) => epoch);
    const last = Math.max(...epochs);
    this.#furthest = Math.max(this.#furthest, last);
    this.#spread = Math.max(this.#spread, last - Math.min(...epochs));
  }

  /**
   * Checks it, at the end.
   *
   * @param units units in the data, N
   */
  check(orders: readonly OrderWatch[], units: number, report: Report): void {
    const remaining = orders.filter(({ isLost }) => !isLost);
    if (remaining.length === 0 || this.#spread > 1) return;
    let epochs = 0;
    while (remaining.every((order) => order.hasCompleted(epochs))) epochs++;
    if (epochs <= this.#furthest + this.#spread) return;
    const visits = new Uint32Array(units);
    for (const { published } of orders) {
      for (const [epoch, visited] of published) {
        if (epoch >= epochs) continue;
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
}
