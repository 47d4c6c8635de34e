/**
 * Elastic consistency (Nadiradze et al., arXiv 2001.05918) without a parameter
 * server: how far the parameters that a gradient is computed at may be from the
 * sum of all that was published, certified from headers alone, audited when the
 * payloads have come, and kept under a bound.
 *
 * @module
 */
export { type Audited, ElasticAudit, type MissingRange } from "./audit.ts";
export { type Certificate, Certifier, type Party } from "./certificate.ts";
export { ElasticGate, type GateLook } from "./gate.ts";
export { HeaderLog, type HeardHeader } from "./header_log.ts";
