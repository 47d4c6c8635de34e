/**
 * What a task's author should hear before training begins: things that can be
 * trained, and go badly.
 *
 * @module
 */
export { adviceOnActivation, lacksSoftmax } from "./activation.ts";
export { lossOfGuessing } from "./guessing.ts";
export { adviceOnInputs } from "./inputs.ts";
