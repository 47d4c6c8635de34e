/**
 * How well orders herd: the parallel herding bound of vectors that stand for
 * gradients, over epochs, by the balancers that peers have (Cooper et al., arXiv
 * 2302.00845).
 *
 * @module
 */
export {
  type HerdingOptions,
  type HerdingProgress,
  type HerdingRow,
  measureHerding,
} from "./measure_herding.ts";
export { UnitVectors, type UnitVectorsOptions } from "./unit_vectors.ts";
