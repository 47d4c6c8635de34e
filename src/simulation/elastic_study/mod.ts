/**
 * How far views are from all that was published, as peers certify it and as it is
 * seen from above, while a partition comes and goes.
 *
 * @module
 */
export {
  type ElasticOptions,
  type ElasticRun,
  measureElastic,
} from "./measure_elastic.ts";
export { type ElasticSample, ElasticTruth } from "./truth.ts";
export { type ElasticSummary, summarise } from "./summary.ts";
