import { showAddress } from "./addresses.ts";
import { HandshakeError } from "./connections.ts";
import type { Unmet } from "./candidate.ts";
import { reasonOf } from "./failure_reason.ts";
import type { Unreached } from "./types.ts";

/** Who could not be reached, and why, for a person; without those whose secret is another, which is told elsewhere. */
export function describeUnmet(unmet: readonly Unmet[]): Unreached[] {
  return unmet
    .filter(({ error }) => !(error instanceof HandshakeError))
    .map(({ addresses, error }) => {
      const address = showAddress(addresses.at(-1)!);
      const reason = error === undefined ? undefined : reasonOf(error);
      return { address, ...reason !== undefined && { reason } };
    });
}
