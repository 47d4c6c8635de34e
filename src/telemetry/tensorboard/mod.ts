/**
 * Event files that TensorBoard shows.
 *
 * @module
 */
export { TensorBoardSink } from "./tensorboard_sink.ts";
