import { fromFileUrl } from "@std/path";
import { lacksBadLan } from "../../link/bad_lan.ts";
import { ROOT } from "../../swarm/processes.ts";

/** The task file that the trials train. */
export const TASK = fromFileUrl(new URL("./task.ts", import.meta.url));

/** Training digits of MNIST in units of 32. */
const UNITS = 60_000 / 32;

/**
 * Why the trials cannot run here; undefined where they can.
 *
 * @param data folder that holds `mnist/`, or ends with it
 */
export async function lacks(data: string): Promise<string | undefined> {
  try {
    await Deno.stat(`${data}/t10k-images-idx3-ubyte.gz`);
  } catch {
    return `MNIST's four files in ${data}; name the folder by --data`;
  }
  return await lacksBadLan();
}

/** Where MNIST lies if nobody says. */
export const DATA: string = Deno.env.get("DROVER_MNIST") ??
  `${ROOT}../shared/data/mnist`;

/**
 * Sets the task so that training takes so many updates, in two epochs at least.
 *
 * @returns How many those are, rounded to whole epochs
 */
export function setTask(
  { data, seed, updates }: { data: string; seed: number; updates: number },
): number {
  const epochs = Math.max(2, Math.ceil(updates / UNITS));
  const units = Math.max(8, Math.floor(updates / epochs));
  Deno.env.set("DROVER_MNIST", data);
  Deno.env.set("DROVER_SEED", `${seed}`);
  Deno.env.set("DROVER_EPOCHS", `${epochs}`);
  Deno.env.set("DROVER_UNITS", `${units}`);
  return epochs * units;
}
