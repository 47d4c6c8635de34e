import type { MemberRow } from "../../../telemetry/mod.ts";
import type { History } from "./history.ts";
import { byName } from "./names.ts";
import { stragglersAt } from "./straggling.ts";
import type { Told } from "./timeline.ts";
import type { Figures, Member, ValidationPoint } from "./types.ts";

/** Seconds over which the pace of a member is measured, at least. */
const PACE_SECONDS = 5;

/** For how long it is news that somebody went away, ms. */
const NEWS_MS = 600_000;

/** Why training ended where a person stopped it. */
const STOPPED = "stopped";

/** What is shown: the swarm at one moment. */
export interface Moment {
  /** Seconds since the recording began. */
  time: number;
  /** Whether it is the newest there is, and follows what comes. */
  isNewest: boolean;
  /** The figures of that moment; undefined before the first. */
  figures: Figures | undefined;
  /** Where training is: the figures' phase, or how it ended. */
  phase: Figures["phase"] | "starting" | "stopped" | "failed";
  /** Everybody known then: the teller first, then by name, at the end those who are away, the newest first; the same array until more is told of them. */
  members: Member[];
  /** The newest evaluation. */
  validation: ValidationPoint | undefined;
  /** Seconds until training ends at the pace of late; NaN where that cannot be said. */
  remaining: number;
}

/** What a history says of a moment. */
export function momentAt(history: History, time: number): Moment {
  const isNewest = !(time < history.newest);
  const at = isNewest ? history.newest : time;
  const figures = history.figures.at(at)?.value;
  const phase = endAt(history, at) ?? figures?.phase ?? "starting";
  return {
    time: at,
    isNewest,
    figures,
    phase,
    members: membersAt(history, at, phase, figures),
    validation: history.validations.at(at)?.value,
    remaining: remainingAt(history, at),
  };
}

/** Figures call finished whatever is over: the reason says whether somebody stopped it. */
function endAt(
  { ended }: History,
  time: number,
): "failed" | "stopped" | undefined {
  if (ended === undefined || time < ended.time) return undefined;
  if (ended.isFailure) return "failed";
  return ended.reason === STOPPED ? "stopped" : undefined;
}

/** Members by the rows they were made of: who draws them sees by the array that nothing has changed. */
const made = new WeakMap<Told<unknown>, Member[]>();
/** The same where the run is over. */
const madeLast = new WeakMap<Told<unknown>, Member[]>();
const NOBODY: Member[] = [];

function membersAt(
  history: History,
  time: number,
  phase: Moment["phase"],
  figures: Figures | undefined,
): Member[] {
  const now = history.members.at(time);
  if (now === undefined) return NOBODY;
  const known = isOver(phase) ? madeLast : made;
  let rows = known.get(now);
  if (rows === undefined) {
    rows = withPace(history, now, phase);
    // The last figures are newer than the last rows.
    const self = isOver(phase) && rows.find(({ isSelf }) => isSelf);
    if (self && figures) self.published = figures.published;
    known.set(now, rows);
  }
  return rows;
}

/** Who left when its work was done, the teller of a run that finished among them: done, not lost. */
function doneOnes(
  { members }: History,
  now: Told<readonly MemberRow[]>,
): Set<string> {
  const done = new Set<string>();
  for (const { value } of members.until(now.time)) {
    for (const { peer, state } of value) if (state === "done") done.add(peer);
  }
  for (const { peer, isSelf } of now.value) if (isSelf) done.add(peer);
  return done;
}

function withPace(
  history: History,
  now: Told<readonly MemberRow[]>,
  phase: Moment["phase"],
): Member[] {
  const { members, names } = history;
  const done = phase === "finished"
    ? doneOnes(history, now)
    : new Set<string>();
  const before = members.at(now.time - PACE_SECONDS) ?? members.all[0]!;
  const stragglers = stragglersAt(members, now.time);
  const earlier = firstToldOf(members, before.time, now);
  return now.value.map((row) => {
    const pace = (of: (row: MemberRow) => number | undefined) => {
      const { time, value } = earlier.get(row.peer)!;
      const seconds = now.time - time;
      const grown = (of(row) ?? NaN) - (of(value) ?? NaN);
      // A counter of a new connection begins anew.
      return seconds > 0 && grown > 0 ? grown / seconds : 0;
    };
    const updatesPerSecond = pace(({ published }) => published);
    return {
      ...row,
      name: names.of(row.peer),
      state: stateAt(phase, row, done),
      updatesPerSecond,
      bytesPerSecond: row.isSelf
        ? throughput(history, now.time)
        : row.bytesSent === undefined
        ? updatesPerSecond * (row.updateBytes ?? 0)
        : pace(({ bytesSent = 0, bytesReceived = 0 }) =>
          bytesSent + bytesReceived
        ),
      isStraggler: stragglers.has(row.peer),
    };
  }).sort((a, b) =>
    Number(b.isSelf) - Number(a.isSelf) ||
    Number(isAway(a)) - Number(isAway(b)) ||
    (isAway(a) ? a.silentMs - b.silentMs : 0) || byName(a.name, b.name) ||
    (a.peer < b.peer ? -1 : 1)
  );
}

/** Bytes a second that the teller sends and receives. */
function throughput({ series }: History, time: number): number {
  const parts = [
    series.at("sentPerSecond", time),
    series.at("receivedPerSecond", time),
  ];
  return parts.reduce((sum, part) => sum + (part > 0 ? part : 0), 0);
}

/** Of everybody told of now, the first row from a time on: who has come since has had less time. */
function firstToldOf(
  members: History["members"],
  from: number,
  now: Told<readonly MemberRow[]>,
): Map<string, Told<MemberRow>> {
  const first = new Map<string, Told<MemberRow>>();
  const awaited = new Set(now.value.map(({ peer }) => peer));
  for (let i = members.countAt(from) - 1; awaited.size > 0; i++) {
    const { time, value } = members.all[i]!;
    for (const row of value) {
      if (awaited.delete(row.peer)) first.set(row.peer, { time, value: row });
    }
  }
  return first;
}

/** Whether somebody takes part, or has done its part and is still there; the teller is. */
export function isHere(
  { state, isSelf }: Pick<Member, "state" | "isSelf">,
): boolean {
  return isSelf || state === "live" || state === "done";
}

/** Whether somebody is not there, and is not expected. */
export function isAway({ state }: Pick<Member, "state">): boolean {
  return state === "left" || state === "gone";
}

/** Whether somebody else went away so lately that it is news, and not only history. */
export function isMissed(
  member: Pick<Member, "state" | "isSelf" | "silentMs">,
): boolean {
  return isAway(member) && !member.isSelf && member.silentMs < NEWS_MS;
}

/** Nobody returns to a run that is over; who left when its work was done is not lost. */
function stateAt(
  phase: Moment["phase"],
  { state, peer, isSelf }: MemberRow,
  done: ReadonlySet<string>,
): Member["state"] {
  if (state === "suspected" && isOver(phase)) return "gone";
  const isDone = state === "left" && done.has(peer) ||
    isSelf && state === "live" && phase === "finished";
  return isDone ? "done" : state;
}

/** Whether the teller has nothing more to hear. */
export function isOver(phase: Moment["phase"]): boolean {
  return phase === "finished" || phase === "stopped" || phase === "failed";
}

/** Of the time shown, the part over which the pace is measured. */
function remainingAt({ series, figures }: History, time: number): number {
  const now = figures.at(time)?.value;
  const at = series.indexAt(time);
  if (now === undefined || now.phase !== "training" || at < 1) return NaN;
  const to = series.times[at]!;
  const from = series.indexAt(to - Math.max(10, to / 10));
  const first = Math.max(0, from);
  const done = series.column("progress")[at]! -
    series.column("progress")[first]!;
  const seconds = to - series.times[first]!;
  return done > 0 ? (now.epochs - now.progress) * seconds / done : NaN;
}
