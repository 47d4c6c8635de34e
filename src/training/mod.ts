/**
 * What a task file needs: {@linkcode defineTask} and `tf`, which is
 * TensorFlow.js's core and layers under one name; and {@linkcode loadModel},
 * for programs that use what was trained.
 *
 * Gradients are computed in a worker, see `training_worker.ts`.
 *
 * @module
 */
export * from "./data/mod.ts";
export * from "./define_task.ts";
export * from "./errors.ts";
export * from "./task.ts";
export { ModelFileError } from "./saving/errors.ts";
export { loadModel } from "./saving/save_model.ts";
export { statisticsOf } from "./saving/statistics.ts";
export { tf } from "./tf.ts";
