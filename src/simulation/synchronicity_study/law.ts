import type { Delay } from "../delay.ts";
import {
  changing,
  exponential,
  pareto,
  scaled,
  shiftedExponential,
  uniform,
} from "../delays/mod.ts";

/** How long gradients take in a swarm, peer by peer. */
export interface Law {
  /** What it is called. */
  readonly name: string;
  /** What it is, in words, in seconds. */
  readonly title: string;
  /** Gradients a second that the whole swarm makes where nobody waits. */
  throughput(peers: number): number;
  /**
   * The durations of one peer, in virtual ms.
   *
   * @param horizon when the run ends, ms
   */
  delay(peer: number, horizon: number): Delay;
}

const SECOND = 1000;
/** How many times slower the straggler is. */
const SLOWER = 10;

/** A machine that does the same again and again: 1 s, give or take a tenth. */
const STEADY = uniform(0.9 * SECOND, 1.1 * SECOND);
const SLOW = uniform(0.9 * SLOWER * SECOND, 1.1 * SLOWER * SECOND);

/** The same for everyone. */
function alike(name: string, delay: Delay): Law {
  const inMs = scaled(delay, SECOND);
  return {
    name,
    title: delay.name,
    throughput: (peers) => peers / delay.mean,
    delay: () => inMs,
  };
}

/** All laws, in the order of the study. The straggler is the peer of number 0. */
export const LAWS: readonly Law[] = [
  alike("exponential", exponential(1)),
  alike("shifted-exponential", shiftedExponential(1, 1)),
  alike("pareto", pareto(2, 1)),
  {
    name: "straggler",
    title: `uniform:0.9,1.1, one peer ${SLOWER} times slower`,
    throughput: (peers) => peers - 1 + 1 / SLOWER,
    delay: (peer) => peer === 0 ? SLOW : STEADY,
  },
  {
    name: "throttled",
    title:
      `uniform:0.9,1.1, one peer ${SLOWER} times slower from half of the time on`,
    throughput: (peers) => peers - (1 - 1 / SLOWER) / 2,
    delay: (peer, horizon) =>
      peer > 0 ? STEADY : changing([
        { from: 0, delay: STEADY },
        { from: horizon / 2, delay: SLOW },
      ]),
  },
];

/**
 * The law of a name.
 *
 * @throws {RangeError} If there is none
 */
export function lawOf(name: string): Law {
  const law = LAWS.find((law) => law.name === name);
  if (law !== undefined) return law;
  throw new RangeError(
    `There is no law of delays "${name}"; there are ${
      LAWS.map(({ name }) => name).join(", ")
    }`,
  );
}
