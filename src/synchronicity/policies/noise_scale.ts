import { type Policy, settle } from "./policy.ts";

/**
 * As many as must be averaged until the noise is no larger than the gradient:
 * K = tr(Sigma) / |G|^2 (McCandlish et al., arXiv 1812.06162), of which AdaSync's
 * growth is a case. It needs no F*. Everyone is waited for until it is known.
 */
export function noiseScale(): Policy {
  return (conditions) => {
    const { peers, noiseScale: scale } = conditions;
    if (scale === undefined) {
      return { k: peers, rate: 1, reason: "noise scale not known yet" };
    }
    return {
      k: settle(Math.min(scale, peers), conditions),
      rate: 1,
      reason: `gradient noise scale ${Number(scale.toPrecision(2))} updates`,
    };
  };
}
