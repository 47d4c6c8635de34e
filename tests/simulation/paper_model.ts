import type { Random } from "../../src/random/mod.ts";
import type { Delay } from "../../src/simulation/delay.ts";
import {
  cancels,
  countsPeers,
  type Variant,
} from "../../src/synchronicity/mod.ts";

/** Steps until nothing shows that all learners began at once. */
const WARM_UP = 50;

/**
 * The four variants as Dutta, Wang, Joshi (arXiv 2003.10579) describe them, with
 * a parameter server and nothing else: what the peers are held against.
 *
 * @returns mean time of a step, and mean staleness, over `steps` in the steady state
 */
export function paperModel(
  variant: Variant,
  { peers, k, compute, steps, random }: {
    peers: number;
    k: number;
    compute: Delay;
    steps: number;
    random: Random;
  },
): { perStep: number; staleness: number } {
  const due = new Float64Array(peers);
  const viewed = new Float64Array(peers);
  let now = 0, began = 0, stale = 0;
  const start = (learner: number, step: number) => {
    due[learner] = now + compute.sample(random, now);
    viewed[learner] = step;
  };
  for (let i = 0; i < peers; i++) start(i, 0);
  for (let step = 0; step < WARM_UP + steps; step++) {
    if (step === WARM_UP) [began, stale] = [now, 0];
    const done: number[] = [];
    for (let batches = 0; batches < k; batches++) {
      let next = 0;
      for (let i = 1; i < peers; i++) if (due[i]! < due[next]!) next = i;
      now = due[next]!;
      stale += step - viewed[next]!;
      // Whoever counts once waits for the step; the others go on at the model
      // that the server has.
      if (countsPeers(variant)) {
        due[next] = Infinity;
        done.push(next);
      } else if (batches < k - 1) start(next, step);
      else done.push(next);
    }
    if (cancels(variant)) {
      for (let i = 0; i < peers; i++) start(i, step + 1);
    } else for (const learner of done) start(learner, step + 1);
  }
  return { perStep: (now - began) / steps, staleness: stale / steps / k };
}
