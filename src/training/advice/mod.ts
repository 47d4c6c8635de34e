/**
 * What a task's author should hear before training begins: things that can be
 * trained, and go badly.
 *
 * @module
 */
export {
  adviceOnActivation,
  adviceOnRange,
  lacksSoftmax,
} from "./activation.ts";
export { adviceOnStillness, refuseConstant } from "./constant.ts";
export { lossOfGuessing } from "./guessing.ts";
export { adviceOnInputs } from "./inputs.ts";
