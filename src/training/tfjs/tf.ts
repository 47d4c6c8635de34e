/**
 * TensorFlow.js as tutorials show it: the core and the layers under one name.
 * There must be one copy of it in a program, so tasks take theirs from here.
 *
 * @module
 */
import { registerChainedOps } from "./chained_ops.ts";
import { installFastLayers } from "./fast_layers.ts";
import { recordInitializers } from "./recorded_initializers.ts";

export * from "@tensorflow/tfjs-core";
export * from "@tensorflow/tfjs-layers";

registerChainedOps();
recordInitializers();
installFastLayers();
