import type { CodecSetting } from "../../compression/mod.ts";
import {
  adam,
  momentum,
  type OptimizerSpec,
  outerOptimizer,
  sgd,
} from "../../optimizers/mod.ts";
import { ORDERINGS } from "../../ordering/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  type LocalSteps,
  namesRounds,
  POLICIES,
  type QuorumRule,
  VARIANTS,
} from "../../synchronicity/mod.ts";
import type { FuzzCase } from "./fuzz_case.ts";
import { drawFaults } from "./random_faults.ts";

const CODECS: readonly CodecSetting[] = [
  { kind: "float32" },
  "auto",
  { kind: "int8", block: 16 },
  { kind: "top-k", fraction: 0.25 },
  { kind: "top-k", fraction: 0.5, values: "float32" },
  { kind: "bfloat16" },
  { kind: "sign", block: 16 },
  { kind: "top-k", fraction: 0.25, values: "sign" },
];

/** Norm-bounded quorums. */
const NORMS = ["norm", "norm:0.2", "norm:0.9", "norm:1"] as const;

/**
 * Draws a case: small swarms mostly, since what goes wrong among thirty goes wrong
 * among five; every variant, codec and family of delays; networks from good to
 * bad; and, more often than not, faults.
 */
export function drawCase(seed: number): FuzzCase {
  const random = new Random("fuzz", seed);
  const one = <T>(...choices: readonly T[]): T =>
    choices[random.below(choices.length)]!;
  const peers = random.uniform() < 0.01
    ? 13 + random.below(18)
    : one(1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10, 12);
  const base = one(2, 10, 50);
  const variant = one(...VARIANTS);
  const epochs = 1 + random.below(3);
  const units = peers + 4 + random.below(40);
  const latency = one(0.1, 1, 1, 5, 20);
  const span = units * epochs * base / peers;
  const { faults, retains } = drawFaults(random, {
    peers,
    span,
    latency,
    joiners: units,
  });
  const rule = () =>
    one<QuorumRule>(
      1,
      2,
      3,
      Math.ceil(peers / 2),
      peers + 2,
      "all",
      ...POLICIES,
      ...(namesRounds(variant) ? NORMS : []),
    );
  return {
    seed,
    peers,
    variant,
    k: rule(),
    epochs,
    units,
    model: [one(1, 5, 16, 40), one(0, 0, 3)],
    codec: one(...CODECS),
    optimizer: one<OptimizerSpec>(
      sgd({ learningRate: 0.1 }),
      momentum({ learningRate: 0.05, momentum: 0.5 }),
      adam({ learningRate: 0.01 }),
    ),
    compute: drawCompute(random, base, span),
    latency: drawDelay(random, latency, span),
    ...given("loss", one(0, 0, 0, 0.02, 0.1, 0.25)),
    ...given("duplication", one(0, 0, 0.1)),
    ...given("bandwidth", one(0, 0, 0, 1000, 200)),
    ...given("degree", one(0, 0, 0, 4)),
    ...(random.uniform() < 0.7 ? {} : {
      clocks: { offset: one(0, 1e4, 1e9), drift: one(0, 1e-4, 0.05) },
    }),
    ...(random.uniform() < 0.8 ? {} : { waitFor: 1 + random.below(peers) }),
    // Who has to give up the absent may be unable to merge with them.
    ...given(
      "retainBytes",
      retains ? one(0, 0, 2 ** 16) : one(0, 0, 8192, 2048),
    ),
    ...given("window", one(0, 0, 0, 2, 4)),
    ...(faults.some((fault) => fault.kind === "crash" && fault.disk)
      ? given("snapshotEvery", one(0, 10 + Math.ceil(span / 8)))
      : {}),
    ...(random.uniform() < 0.4 ? {} : { ordering: one(...ORDERINGS) }),
    ...given("cutOff", one(0, 0, 0, 1, 3)),
    ...given("elasticBound", one(0, 0, 0, 0.1, 0.5, 2, 8)),
    ...(random.uniform() < 0.8 ? {} : { quorums: [rule(), rule(), rule()] }),
    ...(namesRounds(variant) && random.uniform() < 0.2
      ? { substitutes: true }
      : {}),
    ...(random.uniform() < 0.8 ? {} : {
      ownData: [1 + random.below(units), 1 + random.below(6), 4],
    }),
    ...(random.uniform() < 0.9 ? {} : { stalenessAware: one(true, false) }),
    ...(random.uniform() < 0.6
      ? {}
      : { localSteps: one<LocalSteps>(2, 3, 4, "auto", 64, "matched:8") }),
    ...(random.uniform() < 0.9 ? {} : {
      outer: outerOptimizer({ momentum: 0.5, nesterov: one(true, false) }),
    }),
    ...(random.uniform() < 0.5 ? {} : {
      announceAbove: one(0, 0, 24),
      chunkBytes: one(16, 40, 1024),
    }),
    faults,
  };
}

/** One field, left out where it is zero. */
function given<Name extends string>(
  name: Name,
  value: number,
): { readonly [key in Name]?: number } {
  return value === 0 ? {} : { [name]: value } as { [key in Name]: number };
}

/** Machines of one family, alike or with stragglers. */
function drawCompute(random: Random, base: number, span: number): string[] {
  const kinds = [[1], [1], [1, 1, 1.3, 3], [1, 10, 1, 1, 1], [1, 1.1, 0.9]];
  const speeds = kinds[random.below(kinds.length)]!;
  const fixed = random.below(FAMILIES.length + 2);
  return speeds.map((speed) =>
    fixed < FAMILIES.length
      ? FAMILIES[fixed]!(base * speed, span)
      : drawDelay(random, base * speed, span)
  );
}

/** Delays of about the same mean, by family. */
const FAMILIES: readonly ((mean: number, span: number) => string)[] = [
  (mean) => `constant:${round(mean)}`,
  (mean) => `uniform:${round(0.5 * mean)},${round(1.5 * mean)}`,
  (mean) => `exponential:${round(mean)}`,
  (mean) => `shifted-exponential:${round(mean / 2)},${round(mean / 2)}`,
  (mean) => `pareto:2.5,${round(0.6 * mean)}`,
  (mean) => `lognormal:${round(0.9 * mean)},0.5`,
  (mean) => `hyperexponential:0.9,${round(0.5 * mean)},0.1,${round(5 * mean)}`,
  (mean, span) =>
    `changing:0=exponential:${round(mean)};${round(span / 3)}=constant:${
      round(4 * mean)
    };${round(span)}=uniform:${round(0.2 * mean)},${round(mean)}`,
];

function drawDelay(random: Random, mean: number, span: number): string {
  return FAMILIES[random.below(FAMILIES.length)]!(mean, span);
}

/** Three digits are enough, and people read them. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
