import { CodecError } from "../compression/mod.ts";
import type { AdmissionRules } from "./admission.ts";
import { PayloadError } from "./errors.ts";
import { DEFAULT_MAX_ABS } from "./limits.ts";
import { checkPayload, payloadCodec } from "./payload.ts";
import type { Update, UpdateHeader } from "./update.ts";
import { isSigned } from "./signed_head.ts";
import { isIntact } from "./wire.ts";

/**
 * What admission finds about an update by itself, whatever the feed so far: found
 * out when first asked, and remembered. In one process (a simulation, or a
 * publisher's own update) updates are passed by reference, and a signature that
 * is checked a thousand times costs a thousand times as much as adding the update.
 */
export class Verdict {
  /** The rules it was found under. */
  readonly rules: AdmissionRules;
  readonly #update: Update;
  #isIntact: boolean | undefined;
  #brokenRule: string | undefined | null = null;

  /** Finds out nothing yet. */
  constructor(update: Update, rules: AdmissionRules) {
    this.#update = update;
    this.rules = rules;
  }

  /** Whether its header is its publisher's word. */
  get isSigned(): boolean {
    return isSigned(this.#update, this.rules);
  }

  /** Whether the payload is the one that the header names. */
  get isIntact(): boolean {
    return this.#isIntact ??= isIntact(this.#update);
  }

  /** The rule that its numbers or its payload break, in words; undefined where none. */
  get brokenRule(): string | undefined {
    if (this.#brokenRule === null) {
      this.#brokenRule = brokenNumber(this.#update.header) ??
        brokenPayload(this.rules, this.#update);
    }
    return this.#brokenRule;
  }
}

const verdicts = new WeakMap<Update, Verdict>();

/** The verdict on an update under some rules. */
export function verdictOn(update: Update, rules: AdmissionRules): Verdict {
  const known = verdicts.get(update);
  if (known !== undefined && known.rules === rules) return known;
  const verdict = new Verdict(update, rules);
  verdicts.set(update, verdict);
  return verdict;
}

const NOT_NEGATIVE = [
  "weight",
  "norm",
  "cumulativeNorm",
  "residualNorm",
  "computeMs",
] as const satisfies (keyof UpdateHeader)[];

function brokenNumber(header: UpdateHeader): string | undefined {
  for (const name of NOT_NEGATIVE) {
    if (!(header[name] >= 0 && header[name] < Infinity)) {
      return `Its ${name} is ${header[name]}`;
    }
  }
  if (!Number.isFinite(header.loss)) return `Its loss is ${header.loss}`;
  return undefined;
}

function brokenPayload(
  rules: AdmissionRules,
  { header, payload }: Update,
): string | undefined {
  if (
    header.codec === 0
      ? payload.length > 0
      : !rules.codecs.includes(header.codec)
  ) {
    return `Its codec ${header.codec} is not in the manifest`;
  }
  if (header.codec === 0 && header.norm !== 0) {
    return `It is empty, yet its norm is ${header.norm}`;
  }
  try {
    const codec = payloadCodec(header.codec);
    checkPayload(payload, codec, rules.layout, rules.maxAbs ?? DEFAULT_MAX_ABS);
    return undefined;
  } catch (error) {
    if (error instanceof PayloadError || error instanceof CodecError) {
      return error.message;
    }
    throw error;
  }
}
