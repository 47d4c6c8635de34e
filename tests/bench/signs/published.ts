import { codecById, type VectorView } from "../../../src/compression/mod.ts";
import {
  innovation,
  pairBalanceEpoch,
  toDense,
} from "../../../src/ordering/mod.ts";
import type { Update } from "../../../src/replica/mod.ts";
import { signsKept } from "../../peer/signs_kept.ts";

/** What one peer published in one epoch. */
interface Visited {
  /** Its units, in order. */
  order: number[];
  /** The gradient of each, up to a factor. */
  gradients: Float32Array[];
}

/** How an epoch's signs stand to the centralised form's. */
export interface Agreement {
  /** Signs that it would have given. */
  equal: number;
  /** Signs that it would have given, had those before been as they were. */
  kept: number;
  /** Signs that the next epoch's orders show. */
  pairs: number;
}

/**
 * Holds the orders that peers took against those that the centralised form makes
 * of what they published.
 */
export class Published {
  /** By peer, in rank order, and by epoch. */
  readonly #peers: Visited[][];
  readonly #decay: number;
  readonly #dimension: number;

  /**
   * @param feeds each peer's updates in order, the peers in the order of their public keys
   * @param decay the optimizer's momentum
   * @param dimension length of the gradients
   */
  constructor(feeds: Update[][], decay: number, dimension: number) {
    this.#decay = decay;
    this.#dimension = dimension;
    this.#peers = feeds.map((updates) => this.#visited(updates));
  }

  /** Epochs that anybody began. */
  get epochs(): number {
    return Math.max(...this.#peers.map((epochs) => epochs.length));
  }

  /**
   * The signs of an epoch, as the order of the next one shows them: what comes at
   * place p is either the first or the second of pair p.
   */
  agreement(epoch: number): Agreement {
    const visited = this.#peers.map((epochs) =>
      epochs[epoch] ?? { order: [], gradients: [] }
    );
    const longest = Math.max(...visited.map(({ order }) => order.length));
    const { signs } = pairBalanceEpoch(
      visited.map(({ order }) => order),
      Array.from(
        { length: longest },
        (_, t) => visited.map(({ gradients }) => gradients[t]),
      ),
    );
    const peers = visited.map((visits, rank) => ({
      ...visits,
      next: this.#peers[rank]![epoch + 1]?.order ?? [],
    }));
    const agreement = { equal: 0, ...signsKept(peers) };
    for (const [rank, { order, next }] of peers.entries()) {
      for (let pair = 0; pair < order.length >> 1; pair++) {
        const unit = next[pair];
        if (unit === undefined) break;
        const sign = signs[pair]![rank]!;
        if (unit === order[sign > 0 ? 2 * pair : 2 * pair + 1]) {
          agreement.equal++;
        }
      }
    }
    return agreement;
  }

  #visited(updates: Update[]): Visited[] {
    const epochs: Visited[] = [];
    let before: VectorView | undefined;
    for (const { header, payload } of updates) {
      if (header.units === 0) continue;
      const epoch = epochs[header.epoch] ??= { order: [], gradients: [] };
      const vector = codecById(header.codec).view(payload, this.#dimension);
      const gradient = innovation(vector, before, this.#decay);
      const dense = toDense(gradient, new Float32Array(this.#dimension));
      before = vector;
      epoch.order.push(header.unit);
      epoch.gradients.push(dense);
    }
    return epochs;
  }
}
