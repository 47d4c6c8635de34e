import { closestString } from "@std/text";
import { checkNames, type Fail } from "./check_names.ts";
import type { Fault } from "./fault.ts";

/** The fields of each kind of fault, besides `kind` and `at`; true where one must be there. */
const FIELDS: Readonly<
  Record<Fault["kind"], Readonly<Record<string, boolean>>>
> = {
  crash: {
    peer: true,
    restartAfter: false,
    disk: false,
    silent: false,
    torn: false,
    moves: false,
  },
  leave: { peer: true },
  join: { count: false },
  freeze: { peer: true, lasts: true, deaf: false },
  partition: { group: true, lasts: true, silent: false },
  slow: { peer: true, factor: true, lasts: false },
  loss: { lasts: true, loss: true },
};

/**
 * Checks that faults can happen to a swarm, in the words of who wrote them.
 *
 * @param peers how many peers begin; those that join are numbered on from there
 * @param fail called with what is wrong; does not return
 */
export function checkFaults(
  faults: readonly Fault[],
  peers: number,
  fail: Fail,
): void {
  if (!Array.isArray(faults)) {
    fail("faults must be a list, or a function of a Random that returns one");
  }
  const joiners = faults.reduce(
    (sum, fault) => sum + (fault?.kind === "join" ? fault.count ?? 1 : 0),
    0,
  );
  faults.forEach((fault, i) => {
    const kinds = Object.keys(FIELDS);
    if (!kinds.includes(fault?.kind)) {
      const closest: string = closestString(String(fault?.kind), kinds);
      fail(
        `faults[${i}].kind is ${
          JSON.stringify(fault?.kind)
        } (did you mean "${closest}"?); known are ${kinds.join(", ")}`,
      );
    }
    const where = (problem: string) => fail(`faults[${i}], ${problem}`);
    checkFault(fault, peers + joiners, where);
  });
}

function checkFault(
  fault: Fault,
  total: number,
  fail: Fail,
): void {
  const { kind } = fault;
  const fields = FIELDS[kind];
  const values = fault as unknown as Record<string, unknown>;
  const known = ["kind", "at", ...Object.keys(fields)];
  checkNames(fault, known, "field", (why) => fail(`a ${kind}: ${why}`));
  for (const [name, isRequired] of Object.entries({ at: true, ...fields })) {
    if (isRequired && values[name] === undefined) {
      fail(`a ${kind}: the field "${name}" is missing`);
    }
  }
  const number = (name: string, holds: (x: number) => boolean, is: string) => {
    const value = values[name];
    if (value === undefined) return;
    if (typeof value === "number" && holds(value)) return;
    fail(`a ${kind}: ${name} is ${JSON.stringify(value)}; it must be ${is}`);
  };
  const isTime = (ms: number) => ms >= 0 && ms < Infinity;
  const isPeer = (peer: number) => Number.isInteger(peer) && peer >= 0;
  number("at", isTime, "milliseconds since the start, 0 or more");
  number("lasts", (ms) => ms > 0, "milliseconds, more than 0");
  number("torn", isTime, "milliseconds, 0 or more");
  number("restartAfter", isTime, "milliseconds, 0 or more");
  number("factor", (x) => x > 0 && x < Infinity, "a number > 0");
  number("loss", (x) => x >= 0 && x <= 1, "a part, from 0 to 1");
  number("count", (x) => Number.isInteger(x) && x > 0, "a whole number > 0");
  const exists = (peer: number) => isPeer(peer) && peer < total;
  const numbers = `the number of a peer, from 0 to ${
    total - 1
  } (joiners come last)`;
  number("peer", exists, numbers);
  if (fault.kind !== "partition") return;
  const { group } = fault;
  if (!Array.isArray(group) || group.length === 0 || !group.every(exists)) {
    fail(
      `a partition: group is ${
        JSON.stringify(group)
      }; it must list the peers of one side, each ${numbers}`,
    );
  }
}
