import * as core from "@tensorflow/tfjs-core";
import * as layersApi from "@tensorflow/tfjs-layers";
import { hasTrainingKernels, layerNorm, lstm } from "../kernels/mod.ts";

type Tensors = core.Tensor | core.Tensor[];

interface Variable {
  read(): core.Tensor;
}

interface Patchable {
  call(inputs: Tensors, kwargs: Record<string, unknown>): Tensors;
}

interface Normalization extends Patchable {
  axis: number[];
  epsilon: number;
  gamma: Variable | null;
  beta: Variable | null;
}

interface Lstm extends Patchable {
  goBackwards: boolean;
  returnSequences: boolean;
  returnState: boolean;
  stateful: boolean;
  cell: {
    kernel: Variable;
    recurrentKernel: Variable;
    bias?: Variable;
    units: number;
    activation: core.serialization.Serializable;
    recurrentActivation: core.serialization.Serializable;
    dropout: number;
    recurrentDropout: number;
  };
}

let installed = false;

/**
 * Lets layer normalisation and the LSTM run as few ops on the wasm backend,
 * where they are of the usual kind; everything else stays as it is. Safe to
 * repeat.
 */
export function installFastLayers(): void {
  if (installed) return;
  installed = true;
  const { layers } = layersApi;
  patch<Normalization>(layers.layerNormalization(), fastNormalization);
  patch<Lstm>(layers.lstm({ units: 4 }), fastLstm);
}

/** `fast` returns null for what it does not know. */
function patch<T extends Patchable>(
  example: layersApi.layers.Layer,
  fast: (layer: T, x: core.Tensor) => core.Tensor | null,
): void {
  const prototype = Object.getPrototypeOf(example) as Patchable;
  const { call } = prototype;
  prototype.call = function (this: T, inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const plain = hasTrainingKernels() && x.dtype === "float32" &&
      !(Array.isArray(inputs) && inputs.length > 1) &&
      !kwargs?.mask && !kwargs?.initialState;
    const result = plain ? core.tidy(() => fast(this, x)!) : null;
    return result ?? call.call(this, inputs, kwargs);
  };
}

function fastNormalization(
  { axis, epsilon, gamma, beta }: Normalization,
  x: core.Tensor,
): core.Tensor | null {
  if (axis.length !== 1 || axis[0] !== x.rank - 1 || x.size === 0) return null;
  const width = [x.shape[x.rank - 1]!];
  return layerNorm(
    x,
    gamma ? gamma.read() : core.ones(width),
    beta ? beta.read() : core.zeros(width),
    epsilon,
  );
}

function fastLstm(layer: Lstm, x: core.Tensor): core.Tensor | null {
  const { cell } = layer;
  const gate = cell.recurrentActivation.getClassName();
  const known = cell.activation.getClassName() === "tanh" &&
    (gate === "sigmoid" || gate === "hardSigmoid");
  if (
    !known || cell.units % 4 !== 0 || cell.dropout || cell.recurrentDropout ||
    layer.returnState || layer.stateful || x.size === 0
  ) return null;
  return lstm(layer.goBackwards ? core.reverse(x, 1) : x, {
    kernel: cell.kernel.read(),
    recurrent: cell.recurrentKernel.read(),
    bias: cell.bias ? cell.bias.read() : core.zeros([4 * cell.units]),
  }, { hard: gate === "hardSigmoid", sequences: layer.returnSequences });
}
