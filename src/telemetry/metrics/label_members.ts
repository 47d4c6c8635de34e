import type { MemberState } from "../../peer/mod.ts";
import type { MemberRow } from "../records.ts";
import type { Labels } from "./instrument.ts";

/** Most members that have series of their own: what nobody bounds fills every database. */
export const MOST_MEMBERS = 100;

/** Digits of a public key that tell members apart: 64 bits, which nobody finds twice. */
const KEY_DIGITS = 16;

/** Digits that tell two of one name apart for people. */
const SHORT_KEY_DIGITS = 8;

/** Letters of a name that are shown: a peer may call itself anything. */
const NAME_LENGTH = 64;

/** States of those who publish nothing more. */
const AWAY: ReadonlySet<MemberState> = new Set(["gone", "left", "done"]);

/** A member with what its series are told apart by. */
export interface LabelledMember {
  /** What is known of it. */
  row: MemberRow;
  /** `peer`, the beginning of its key, and `name`, with some of the key where two share it. */
  labels: Labels;
}

/** The members of a swarm, for instruments. */
export interface LabelledMembers {
  /** All of them. */
  all: readonly MemberRow[];
  /** Those with series of their own, {@linkcode MOST_MEMBERS} at most. */
  labelled: readonly LabelledMember[];
}

/** Gives members labels: those who are here, oneself first, and no more than a database bears. */
export function labelMembers(all: readonly MemberRow[]): LabelledMembers {
  const present = all.filter(({ state }) => !AWAY.has(state));
  const shown = [
    ...present.filter(({ isSelf }) => isSelf),
    ...present.filter(({ isSelf }) => !isSelf),
  ].slice(0, MOST_MEMBERS);
  const holders = new Map<string, number>();
  for (const row of shown) {
    const name = shortName(row);
    holders.set(name, (holders.get(name) ?? 0) + 1);
  }
  const labelled = shown.map((row) => {
    const name = shortName(row);
    const isShared = holders.get(name)! > 1;
    return {
      row,
      labels: {
        peer: row.peer.slice(0, KEY_DIGITS),
        name: isShared
          ? `${name} (${row.peer.slice(0, SHORT_KEY_DIGITS)})`
          : name,
      },
    };
  });
  return { all, labelled };
}

function shortName({ name, peer }: MemberRow): string {
  return name.slice(0, NAME_LENGTH) || peer.slice(0, SHORT_KEY_DIGITS);
}
