import { codecById, nameOfCodec } from "../compression/mod.ts";
import type { FeedId } from "../replica/mod.ts";
import type { Durations } from "../synchronicity/mod.ts";
import type { Phase } from "./events.ts";
import type {
  ComputeFigures,
  MemberFigures,
  MemberState,
} from "./member_figures.ts";
import { isLongGone, type Member } from "./members.ts";
import { LATE } from "./pace_records.ts";
import type { PeerParts } from "./parts.ts";

/** Members that have left or are gone, of whom people may still want to know. */
const DEPARTED = 32;

/**
 * What a peer knows of everybody: itself first, then the others in the order in which
 * they were first heard. Of each identity the newest run; of those that have left
 * or are gone the newest few. Looks only, and costs O(P).
 */
export function describeMembers(
  parts: PeerParts,
  phase: Phase,
  now: number,
): MemberFigures[] {
  const { members } = parts.swarm;
  const usual = usualTime(parts);
  const rows = [describeSelf(parts, { phase, usual, now })];
  const newest = [...members.all()].filter((member) =>
    members.byKey(member.publicKey) === member
  );
  const isAway = (member: Member) => member.left || isLongGone(member, now);
  const silence = newest.filter(isAway)
    .map((member) => member.silence.silentFor(now)).sort((a, b) => a - b);
  const longest = silence[DEPARTED - 1] ?? Infinity;
  for (const member of newest) {
    if (isAway(member) && member.silence.silentFor(now) > longest) continue;
    rows.push(describeMember(parts, member, { usual, now }));
  }
  return rows;
}

/** What a row is made from, besides what a peer consists of. */
interface Moment {
  /** The median of the members' median times of a gradient, ms. */
  usual: number | undefined;
  now: number;
}

function describeSelf(
  parts: PeerParts,
  { phase, usual, now }: Moment & { phase: Phase },
): MemberFigures {
  const { feed, publicKey, rounds, turns, records, overtaken } = parts;
  const { seq } = turns.publisher.writer;
  const { mean = NaN } = records.own;
  const isLate = turns.computing !== undefined &&
    overtaken.age(now) > LATE * mean;
  return {
    peer: publicKey,
    isSelf: true,
    state: stateOfPhase(phase),
    connected: true,
    round: rounds.round,
    published: seq,
    folded: parts.config.replica.clock.count(feed),
    behind: 0,
    isLagging: false,
    silentMs: 0,
    ...paceFigures(records.own, usual, isLate),
    ...newestUpdate(parts, feed),
    missing: 0,
    ...described("heldBack", inSteps(parts, turns.publisher.residualNorm)),
  };
}

function describeMember(
  parts: PeerParts,
  member: Member,
  { usual, now }: Moment,
): MemberFigures {
  const { config, swarm, turns, records, pacer, elastic } = parts;
  const { feed, publicKey, connected, round, seq, lagging } = member;
  const state = stateOf(member, now);
  const isThere = state === "live" || state === "joining";
  const { seq: own } = turns.publisher.writer;
  const isLate = state === "live" && pacer.isLate(member, now);
  return {
    peer: publicKey,
    isSelf: false,
    state,
    connected,
    round,
    published: seq,
    folded: config.replica.clock.count(feed),
    ...described(
      "behind",
      isThere && swarm.isNear(member)
        ? Math.max(0, own - member.folded)
        : undefined,
    ),
    isLagging: lagging,
    silentMs: Math.round(member.silence.silentFor(now)),
    ...described(
      "patienceMs",
      state === "suspected" ? Math.round(member.silence.patience) : undefined,
    ),
    ...described("lagMs", shown(member.lag?.median)),
    ...described("acknowledgeMs", shown(member.acknowledgement?.median)),
    ...paceFigures(records.of(feed), usual, isLate),
    ...newestUpdate(parts, feed),
    ...described("missing", inSteps(parts, elastic.missingOf(member))),
    ...described(
      "heldBack",
      inSteps(parts, elastic.log.residualNorm(member.number)),
    ),
  };
}

function stateOf(member: Member, now: number): MemberState {
  const { left, done, suspected, joining } = member;
  if (left) return "left";
  if (suspected) return isLongGone(member, now) ? "gone" : "suspected";
  if (done) return "done";
  return joining ? "joining" : "live";
}

function stateOfPhase(phase: Phase): MemberState {
  if (phase === "joining") return "joining";
  if (phase === "finishing") return "done";
  return phase === "finished" ? "left" : "live";
}

/** What the newest update of a feed that is here says. */
function newestUpdate(
  { config, choice }: PeerParts,
  feed: FeedId,
): Partial<MemberFigures> {
  const known = config.replica.feed(feed);
  const heads = [known?.admitted, known?.folded];
  // An empty one tells nothing.
  const head = heads.find((head) => (head?.header.units ?? 0) > 0);
  if (head === undefined) return {};
  const { loss, codec, payloadLength } = head.header;
  const named = [choice.codec, config.codec, config.flushCodec]
    .find((one) => one?.id === codec);
  return {
    ...(Number.isFinite(loss) ? described("loss", shown(loss)) : {}),
    ...(codec === 0 ? {} : {
      codec: named === undefined
        ? codecById(codec).name
        : nameOfCodec(named.spec),
    }),
    updateBytes: head.headerBytes.length + payloadLength,
  };
}

/** The median of what the live need for a gradient as a rule, this peer included, ms. */
function usualTime({ swarm, records }: PeerParts): number | undefined {
  const times: number[] = [];
  for (const { feed } of swarm.members.live()) {
    const time = usualOf(records.of(feed));
    if (time !== undefined) times.push(time);
  }
  const own = usualOf(records.own);
  if (own !== undefined) times.push(own);
  times.sort((a, b) => a - b);
  // Of two it is the faster that shows the other to be slow.
  return times[(times.length - 1) >> 1];
}

/** The median, which one hiccup does not move; undefined before anything is known. */
function usualOf(durations: Durations | undefined): number | undefined {
  return durations?.mean === undefined ? undefined : durations.quantile(0.5);
}

function paceFigures(
  durations: Durations | undefined,
  usual: number | undefined,
  isLate: boolean,
): Pick<MemberFigures, "isLate" | "compute" | "slowness"> {
  const mean = durations?.mean;
  if (durations === undefined || mean === undefined) return { isLate };
  const slowness = usual === undefined || usual === 0
    ? undefined
    : usualOf(durations)! / usual;
  return {
    isLate: isLate || slowness !== undefined && slowness >= LATE,
    compute: computeFigures(durations, mean),
    ...described("slowness", shown(slowness)),
  };
}

function computeFigures(durations: Durations, mean: number): ComputeFigures {
  return {
    count: durations.count,
    mean: rounded(mean),
    p10: rounded(durations.quantile(0.1)),
    p50: rounded(durations.quantile(0.5)),
    p90: rounded(durations.quantile(0.9)),
    p99: rounded(durations.quantile(0.99)),
  };
}

/** A norm in full steps; undefined before there was a step. */
function inSteps({ elastic }: PeerParts, norm: number): number | undefined {
  return elastic.step === undefined ? undefined : shown(norm / elastic.step);
}

/** For people, and for small records: four digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function shown(value: number | undefined): number | undefined {
  return value === undefined ? undefined : rounded(value);
}

/** A fact under its name; nothing where it is not known. */
function described<K extends string, V>(
  name: K,
  value: V | undefined,
): { [P in K]?: V } {
  return value === undefined ? {} : { [name]: value } as { [P in K]: V };
}
