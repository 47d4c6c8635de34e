import type { MemberRow, NodeFigures } from "../telemetry/mod.ts";
import type { TaskInfo } from "../training/training_worker.ts";

/** A gradient below which messages may cost more than others' work is worth, ms. */
export const SHORT_GRADIENT = 5;

/** What an update costs a peer that trains alone beside its gradient, ms; measured: 1.9 at most. */
const ALONE = 2;

/** Seconds and own updates after which rates are known. */
const SECONDS = 3, UPDATES = 20;

/** Units that an epoch should keep for each peer. */
const FOR_EACH = 10;

/**
 * A unit with which a gradient may be worth its messages.
 *
 * @param times So many times the present one, at least 2, if there are examples enough
 * @returns undefined where an epoch would have too few units for so many peers
 */
export function largerUnit(
  { unit, examples, ownData }: Pick<TaskInfo, "unit" | "examples" | "ownData">,
  peers: number,
  times: number,
): number | undefined {
  const most = Math.floor(examples / (FOR_EACH * (ownData ? 1 : peers)));
  // The nearest power of two times it: nobody knows it better.
  const wanted = unit * 2 ** Math.round(Math.log2(Math.max(2, times)));
  const better = Math.min(wanted, most);
  return better >= 2 * unit ? better : undefined;
}

/** Notices where a swarm, for short gradients, is slower than this machine alone would be. */
export class HasteWatch {
  readonly #info: Pick<TaskInfo, "unit" | "examples" | "ownData">;
  #hasTold = false;

  /** @param info The task */
  constructor(info: Pick<TaskInfo, "unit" | "examples" | "ownData">) {
    this.#info = info;
  }

  /**
   * Looks at the figures of an epoch's end.
   *
   * @param members Where one of them has long gradients, it is that which all wait for
   * @returns What to tell, the first time only; else undefined
   */
  note(
    figures: Pick<
      NodeFigures,
      | "published"
      | "computingMs"
      | "seconds"
      | "updates"
      | "updatesPerSecond"
      | "members"
    >,
    rows: readonly Pick<MemberRow, "compute">[],
  ): string | undefined {
    const { published, computingMs, seconds, members } = figures;
    if (this.#hasTold || members < 2) return undefined;
    if (seconds < SECONDS || published < UPDATES) return undefined;
    const gradient = computingMs / published;
    const others = rows.some(({ compute }) =>
      (compute?.p50 ?? 0) > 2 * SHORT_GRADIENT
    );
    if (gradient > SHORT_GRADIENT || others) return undefined;
    // A pause of the network is no proof.
    const { updates, updatesPerSecond } = figures;
    const together = Math.max(updates / seconds, updatesPerSecond);
    const alone = 1000 / (gradient + ALONE);
    // Half, as neither is known well.
    if (together > alone / 2) return undefined;
    this.#hasTold = true;
    const own = 1000 * seconds / published;
    const unit = largerUnit(this.#info, members, own / gradient / members);
    return `This swarm is slower than one machine alone: a gradient takes ${
      short(gradient)
    } ms, but with its messages an own update takes ${
      short(own)
    } ms. All ${members} peers make ${
      short(together)
    } updates a second, where ${
      short(alone)
    } can be expected of this one by itself: ${
      unit === undefined
        ? "train this task alone"
        : `train alone, or take a larger unit (unit: ${unit}; it is ${this.#info.unit})`
    }`;
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(value < 10 ? 2 : 3)));
}
