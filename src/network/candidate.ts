/** A peer that was heard of, as its dialer sees it. */
export interface Candidate {
  addresses: Set<string>;
  failures: number;
  /** Not before this time. */
  notBefore: number;
  /** Asked for by a person, so never given up. */
  wanted: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Queued, or under way. */
  dialling: boolean;
  connected: boolean;
  /** Whether it was found to be none of ours. */
  avoided: boolean;
  /** Whether there ever was a connection. */
  met: boolean;
  /** Why the newest attempt failed. */
  error: unknown;
}

/** A peer that was heard of, to which there never was a connection. */
export interface Unmet {
  /** Its multiaddrs, the newest last. */
  addresses: string[];
  /** Why the newest attempt failed; `undefined` while none has. */
  error: unknown;
}

/** One of whom nothing is known yet. */
export function newCandidate(): Candidate {
  return {
    addresses: new Set(),
    failures: 0,
    notBefore: 0,
    wanted: false,
    timer: undefined,
    dialling: false,
    connected: false,
    avoided: false,
    met: false,
    error: undefined,
  };
}
