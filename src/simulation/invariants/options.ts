/** How strictly a simulation is watched. */
export interface InvariantsOptions {
  /** Throw an `InvariantError` at the first violation; by default all are kept. */
  readonly stopAtFirst?: boolean;
  /** Inputs between two looks at all bytes, all members and all waits; default 512. */
  readonly every?: number;
  /** How long a message may be on its way, ms; default 100. */
  readonly hearing?: number;
}
