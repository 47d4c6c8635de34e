import type { StepOutlook } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { PeerEvent } from "./events.ts";
import type { PaceRecords } from "./pace_records.ts";

/** How many times its own usual rounds a gradient may be behind, at least. */
const OWN = 3;

/** Rounds of noise beyond which more are no reason for a later cut-off. */
const MOST = 16;

/** The rooms that the cut-off works with. */
export interface CutOffParts {
  config: PeerConfig;
  records: PaceRecords;
  emit: (event: PeerEvent) => void;
}

/**
 * How far behind a gradient may be: as many updates as noise hides, by Ringmaster's
 * R = sigma^2 / eps (arXiv 2501.16168), but never so few that this peer, however
 * slow, could finish none.
 */
export class CutOff {
  readonly #parts: CutOffParts;
  #rounds = Infinity;

  /** Cuts nothing off unless that is asked for. */
  constructor(parts: CutOffParts) {
    this.#parts = parts;
  }

  /** Rounds behind at which a gradient starts anew; Infinity where none does. */
  get rounds(): number {
    return this.#parts.config.cutOff ?? this.#rounds;
  }

  /**
   * Chooses it anew, where it was not asked for.
   *
   * @param noiseScale tr(Sigma) / |G|^2, in updates
   */
  choose({ time, updates }: StepOutlook, noiseScale: number): void {
    const { config, records, emit } = this.#parts;
    const { mean } = records.own;
    if (config.variant !== "auto" || config.cutOff !== undefined) return;
    if (mean === undefined) return;
    const usual = mean / time;
    const noise = Math.min(noiseScale / updates, MOST);
    const least = Math.max(2, OWN * usual, noise);
    // In powers of two: noise is not known better than that.
    const to = 2 ** Math.ceil(Math.log2(least));
    const from = this.#rounds;
    if (to < 4 * from && 4 * to > from) return;
    this.#rounds = to;
    emit({
      type: "cut-off",
      ...(Number.isFinite(from) ? { from } : {}),
      to,
      reason: `what ${
        short(noise * updates)
      } updates change is no more than the noise in one, and a round brings ${
        short(updates)
      }; an own gradient takes ${rounds(short(usual))}`,
    });
  }
}

function rounds(count: number): string {
  return `${count} round${count === 1 ? "" : "s"}`;
}

function short(value: number): number {
  return Number(value.toPrecision(2));
}
