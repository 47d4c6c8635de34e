/** What the environment says to the task of these runs. */
export interface Setting {
  /** The learning rate. */
  rate: number;
  /** Decides first weights, orders and dropout. */
  seed: number;
}

const NAME = "DROVER_SPEEDUP";

/** Says it to whatever is started from now on. */
export function tell(setting: Setting): void {
  Deno.env.set(NAME, JSON.stringify(setting));
}

/** What the environment says. */
export function readSetting(): Setting {
  const text = Deno.env.get(NAME);
  if (text === undefined) {
    throw new Error(`Cannot set the task up: the environment lacks ${NAME}`);
  }
  return JSON.parse(text);
}
