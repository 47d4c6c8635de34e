import {
  adam,
  type CodecSpec,
  momentum,
  type OptimizerSpec,
} from "../../../mod.ts";

/** What the environment says to a task of the trials. */
export interface Setting {
  /** Folder with `mnist/` and `tiny-shakespeare/`. */
  data: string;
  seed: number;
  epochs: number;
  rate: number;
  codec: CodecSpec;
  /** Steps of which an update is the sum. */
  localSteps: number;
}

const NAME = "DROVER_ACCURACY";

/** The environment that says it. */
export function toEnvironment(setting: Setting): Record<string, string> {
  return { [NAME]: JSON.stringify(setting) };
}

/** What the environment says. */
export function readSetting(): Setting {
  const text = Deno.env.get(NAME);
  if (text === undefined) {
    throw new Error(`Cannot set the task up: the environment lacks ${NAME}`);
  }
  return JSON.parse(text);
}

/** Momentum, down to nothing along a cosine. */
export function momentumAt(learningRate: number): OptimizerSpec {
  const schedule = { kind: "cosine" as const };
  return momentum({ learningRate, momentum: 0.9, schedule });
}

/** Adam, down to nothing along a cosine. */
export function adamAt(learningRate: number): OptimizerSpec {
  return adam({ learningRate, schedule: { kind: "cosine" } });
}
