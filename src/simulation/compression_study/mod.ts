/**
 * What error feedback is worth to sparse updates, with and without asynchrony: top-k
 * at several fractions, each cell at its own best learning rate. Nadiradze et al.
 * (arXiv 2001.05918) found that it may not help asynchronous SGD. The swarms are
 * those of the simulator, of the peers that ship.
 *
 * @module
 */
export {
  type Cell,
  cellsOf,
  codecOf,
  FRACTIONS,
  type Outcome,
  type Pace,
  pacesOf,
} from "./cell.ts";
export {
  type CompressionOptions,
  type CompressionThreads,
  measureCompression,
  openCompressionThreads,
} from "./measure_compression.ts";
export {
  type CompressedRequest,
  type CompressedRun,
  trainCompressed,
} from "./train_compressed.ts";
