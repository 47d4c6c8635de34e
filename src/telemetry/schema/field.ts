import type { Herding } from "../../ordering/mod.ts";
import type {
  ComputeFigures,
  ElasticFigures,
  OrderingFigures,
  StalenessFigures,
  Validation,
} from "../../peer/mod.ts";
import type { DiskFigures } from "../figures.ts";
import type { MemberRow } from "../records.ts";

/** Objects inside records, by name. */
export interface Parts {
  /** A member of the swarm. */
  MemberRow: MemberRow;
  /** The distribution of somebody's gradient times. */
  ComputeFigures: ComputeFigures;
  /** An evaluation. */
  Validation: Validation;
  /** Elastic consistency. */
  ElasticFigures: ElasticFigures;
  /** Staleness of the own gradients. */
  StalenessFigures: StalenessFigures;
  /** How the order of the examples fares. */
  OrderingFigures: OrderingFigures;
  /** An epoch's herding. */
  Herding: Herding;
  /** What is on disk. */
  DiskFigures: DiskFigures;
}

/** Name of an object inside records. */
export type PartName = keyof Parts;

/** What a field holds, in JSON; a number that is not finite is null there. */
export type Kind =
  | "string"
  | "number"
  | "boolean"
  | "string or number"
  | "string[]"
  | "number[]"
  | "numbers by name"
  | PartName
  | "MemberRow[]";

type PartOf<V> = {
  [N in PartName]: [V, Parts[N]] extends [Parts[N], V] ? N : never;
}[PartName];

/** The kind that a TypeScript type is in JSON. */
type KindOf<V> = [V] extends [string] ? "string"
  : [V] extends [number] ? "number"
  : [V] extends [boolean] ? "boolean"
  : [V] extends [string | number] ? "string or number"
  : [V] extends [string[]] ? "string[]"
  : [V] extends [number[]] ? "number[]"
  : [V] extends [MemberRow[]] ? "MemberRow[]"
  : [V] extends [Record<string, number>] ? "numbers by name"
  : PartOf<V>;

/** A field of a record. */
export interface Field<K extends Kind = Kind, O extends boolean = boolean> {
  /** What it holds. */
  readonly kind: K;
  /** Whether it may be absent. */
  readonly isOptional: O;
  /** What it says, with its unit. */
  readonly means: string;
  /** What it is where a line leaves it out; a record always has it. */
  readonly usual?: string;
}

type IsOptional<T, K extends keyof T> = undefined extends T[K] ? true
  : Record<never, never> extends Pick<T, K> ? true
  : false;

/** The fields of an object, all of them and no other: the compiler sees to it. */
export type FieldsOf<T> = {
  readonly [K in Exclude<keyof T, "type">]-?: Field<
    KindOf<Exclude<T[K], undefined>>,
    IsOptional<T, K>
  >;
};

/** A field that is always there. */
export function always<K extends Kind>(
  kind: K,
  means: string,
): Field<K, false> {
  return { kind, means, isOptional: false };
}

/** A field that a line leaves out where it is as usual. */
export function unless<K extends Kind>(
  usual: string,
  kind: K,
  means: string,
): Field<K, false> {
  return { kind, means, isOptional: false, usual };
}

/** A field that may be absent. */
export function maybe<K extends Kind>(kind: K, means: string): Field<K, true> {
  return { kind, means, isOptional: true };
}
