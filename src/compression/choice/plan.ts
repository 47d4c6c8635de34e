import type { CodecSpec } from "../codec.ts";

/** How updates are made: of how many local steps, and how they are written. */
export interface Plan {
  /** The codec. */
  readonly codec: CodecSpec;
  /** H, the gradients whose steps are summed in one update. */
  readonly localSteps: number;
}

/**
 * A codec's name for people, such as `top-k 1 %`.
 *
 * @example
 * ```ts
 * import { nameOfCodec } from "./plan.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nameOfCodec({ kind: "top-k", fraction: 0.002 }), "top-k 0.2 %");
 * ```
 */
export function nameOfCodec(spec: CodecSpec): string {
  if (spec.kind !== "top-k") return spec.kind;
  return `top-k ${Number((100 * spec.fraction).toPrecision(3))} %`;
}

/** A plan's name for people, such as `int8 x 4`: every fourth gradient ends an update. */
export function nameOfPlan({ codec, localSteps }: Plan): string {
  const name = nameOfCodec(codec);
  return localSteps === 1 ? name : `${name} x ${localSteps}`;
}

/** Whether two plans are the same. */
export function isSamePlan(one: Plan, other: Plan): boolean {
  return one.localSteps === other.localSteps &&
    nameOfCodec(one.codec) === nameOfCodec(other.codec);
}
