import type { CodecSpec } from "../codec.ts";
import { maxPayloadLength } from "../create_codec.ts";
import {
  type Circumstances,
  ENVELOPE,
  GUESSED_UPLINK,
} from "./circumstances.ts";
import { damageOf, expectedHeldBack } from "./damage.ts";
import type { Plan } from "./plan.ts";

/** The part of the time in which an update may leave before the next is ready: the rest is headroom. */
const HIDDEN = 0.8;

/** Main-thread ms of a byte that is sent or received: encrypted streams carry 250 MB/s (two processes, loopback). */
const WIRE_MS = 1 / 250_000;

/** How far measurements may correct what the model says, either way. */
const CORRECTION = 4;

/** What a plan comes to. */
export interface PlanOutlook {
  /** Which plan. */
  readonly plan: Plan;
  /** Bytes of an update on the wire. */
  readonly bytes: number;
  /** Time for all copies of an update to leave, ms. */
  readonly sendMs: number;
  /** Time that its gradients and its main thread take, ms. */
  readonly busyMs: number;
  /** Time between two updates of a peer, ms. */
  readonly periodMs: number;
  /** Gradients that do what one ideal one would: {@linkcode damageOf}. */
  readonly damage: number;
  /** Time of what one ideal gradient would do, ms: what is made small. */
  readonly cost: number;
}

/**
 * What a plan would come to.
 *
 * A peer computes H gradients of C ms, forms its update, and c copies of b bytes
 * leave its uplink of B bytes/ms:
 *
 *     busy = H C + main thread      send = c b / B
 *     period = busy + send + latency      where the next view waits for the others' updates
 *     period = max(busy, send / 0.8)      where peers go on: sending is hidden behind computing
 *     cost = period / H x damage
 *
 * The main thread's time is what forming and folding take, as measured, and
 * encryption of all that is sent and received: with as many peers as cores it is
 * taken from gradients. Where peers go on, (1 - 1/P) (1 + (send + latency) / period)
 * full steps are missing from a view, to which theory the mean measured with the
 * plan in force is held; where they wait, none.
 *
 * So a codec that fits behind computing costs nothing but its damage, and of those
 * the densest does least; one that does not fit costs what it makes everybody wait.
 */
export function outlookOfPlan(given: Circumstances, plan: Plan): PlanOutlook {
  const { peers, waits } = given;
  const { codec, localSteps } = plan;
  const times = timesOf(given, plan);
  const staleness = waits
    ? 0
    : (1 - 1 / peers) * (1 + dragOf(given) * times.travel);
  const damage = damageOf({
    codec,
    localSteps,
    peers,
    staleness,
    stickiness: stickinessOf(given),
  });
  const { bytes, sendMs, busyMs, periodMs } = times;
  const cost = periodMs / localSteps * damage;
  return { plan, bytes, sendMs, busyMs, periodMs, damage, cost };
}

/** Bytes of an update on the wire. */
function sizeOf(given: Circumstances, codec: CodecSpec): number {
  return given.sizeOf?.(codec) ??
    ENVELOPE + maxPayloadLength(codec, given.parameters);
}

function timesOf(given: Circumstances, { codec, localSteps }: Plan) {
  const { peers, computeMs, latencyMs = 0, overheadMs = 0, waits } = given;
  const copies = given.copies ?? Math.max(1, peers - 1);
  const bytes = sizeOf(given, codec);
  const rate = (given.uplink ?? GUESSED_UPLINK) / 1000;
  const sendMs = peers === 1 ? 0 : copies * bytes / rate;
  const wire = peers === 1 ? 0 : (copies + peers - 1) * bytes * WIRE_MS;
  const busyMs = localSteps * computeMs + overheadMs + wire;
  const periodMs = waits
    ? busyMs + sendMs + latencyMs
    : Math.max(busyMs, sendMs / HIDDEN);
  const travel = (sendMs + latencyMs) / periodMs;
  return { bytes, sendMs, busyMs, periodMs, travel };
}

/**
 * Updates under way as measured over those that there should be with the plan in
 * force. Where that one does not fit they wait in a queue, which says nothing of others.
 */
function dragOf(given: Circumstances): number {
  const { missing, current, peers, waits } = given;
  if (missing === undefined || current === undefined) return 1;
  if (waits || peers === 1) return 1;
  const times = timesOf(given, current);
  if (!isHidden(times)) return 1;
  return corrected(missing / ((peers - 1) * times.travel));
}

/** What is held back as measured over what should be with the plan in force. */
function stickinessOf({ heldBack, current, momentum }: Circumstances): number {
  if (heldBack === undefined || current === undefined) return 1;
  const expected = expectedHeldBack(current.codec, momentum);
  return expected === undefined ? 1 : corrected(heldBack / expected);
}

function corrected(factor: number): number {
  return Math.min(CORRECTION, Math.max(1 / CORRECTION, factor || 1));
}

/** Whether an update leaves before the next one is ready, with headroom. */
export function isHidden(
  { sendMs, busyMs }: Pick<PlanOutlook, "sendMs" | "busyMs">,
): boolean {
  return sendMs <= HIDDEN * busyMs;
}
