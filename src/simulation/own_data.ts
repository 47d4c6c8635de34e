import { SimulationError } from "./errors.ts";
import type { SimulationOptions } from "./options.ts";

/** Numbers of the problem's units that are a peer's own. */
export type OwnData = (peer: number) => readonly number[];

/**
 * The units that are a peer's own: what it calls unit i is the i-th of them.
 *
 * @returns undefined where units are dealt
 * @throws {SimulationError} If it has none, or one that the problem lacks
 */
export function ownUnits(
  { ownData, problem }: Pick<SimulationOptions, "ownData" | "problem">,
  peer: number,
): readonly number[] | undefined {
  if (ownData === undefined) return undefined;
  const own = ownData(peer);
  if (own.length === 0) {
    throw new SimulationError(
      `Cannot start peer ${peer} without data: give it one unit at least`,
    );
  }
  const wrong = own.find((unit) =>
    !(Number.isInteger(unit) && unit >= 0 && unit < problem.units)
  );
  if (wrong === undefined) return own;
  throw new SimulationError(
    `Cannot give unit ${wrong} to peer ${peer}: ${problem.name} has units 0 to ${
      problem.units - 1
    }`,
  );
}
