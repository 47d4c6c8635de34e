/**
 * How many of P unlike peers are through, where each may be independently of the
 * others: writes the probabilities that fewer than 1 … P are. It reuses its memory.
 */
export type FewerThan = (survivals: Float64Array, into: Float64Array) => void;

/**
 * By dynamic programming over the peers, P^2 / 2 steps (Hong 2013, On computing
 * the distribution function for the Poisson binomial distribution).
 *
 * @param peers how many
 */
export function fewerThanExactly(peers: number): FewerThan {
  const exactly = new Float64Array(peers + 1);
  return (survivals, into) => {
    exactly.fill(0);
    exactly[0] = 1;
    let sure = 0, open = 0;
    for (let p = 0; p < peers; p++) {
      const above = survivals[p]!;
      if (above >= 1) continue;
      if (above <= 0) {
        sure++;
        continue;
      }
      const below = 1 - above;
      open++;
      for (let j = open; j > 0; j--) {
        exactly[j] = exactly[j]! * above + exactly[j - 1]! * below;
      }
      exactly[0]! *= above;
    }
    into.fill(0, 0, sure);
    for (let k = sure, sum = 0; k < peers; k++) {
      if (k - sure <= open) sum += exactly[k - sure]!;
      into[k] = k - sure >= open ? 1 : sum;
    }
  };
}

/**
 * By the normal distribution with a correction for skewness (Volkova 1996), P steps
 * and one for each of the outcomes in doubt; exact for none and for all.
 *
 * @param peers how many
 */
export function fewerThanRoughly(peers: number): FewerThan {
  return (survivals, into) => {
    let mean = 0, variance = 0, third = 0;
    let logNone = 0, logAll = 0;
    for (let p = 0; p < peers; p++) {
      const above = Math.min(1, Math.max(0, survivals[p]!));
      const below = 1 - above;
      mean += below;
      variance += above * below;
      third += above * below * (above - below);
      logNone += Math.log(above);
      logAll += Math.log1p(-above);
    }
    const deviation = Math.sqrt(variance);
    for (let k = 1; k <= peers; k++) {
      into[k - 1] = below((k - 0.5 - mean) / deviation, third / deviation ** 3);
    }
    into[0] = Math.exp(logNone);
    into[peers - 1] = -Math.expm1(logAll);
  };
}

/** Beyond so many deviations it is one or the other. */
const FAR = 6;

/** P(N < mean + z deviations). */
function below(z: number, skewness: number): number {
  // Not a number where nothing is in doubt and K is just reached.
  if (!(z < FAR)) return 1;
  if (z <= -FAR) return 0;
  const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  const corrected = normal(z, density) + skewness * (1 - z * z) * density / 6;
  return Math.min(1, Math.max(0, corrected));
}

/** Of the standard normal distribution, the part below z: seven digits, by a polynomial (Abramowitz and Stegun 26.2.17). */
function normal(z: number, density: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = density * t *
    (0.319381530 + t * (-0.356563782 +
          t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z < 0 ? tail : 1 - tail;
}
