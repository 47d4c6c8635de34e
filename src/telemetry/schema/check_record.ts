import type { Field, Kind } from "./field.ts";
import { PARTS } from "./parts.ts";
import { RECORD_FIELDS } from "./record_fields.ts";

type Fields = Readonly<Record<string, Field>>;

/** Fields that all records may have. */
const COMMON: ReadonlySet<string> = new Set([
  "type",
  "time",
  "observer",
  "words",
  "tone",
]);

/**
 * What is wrong with a record, as it is read from a line; undefined where it is as
 * written down. Fields that nothing is written down of are wrong, too: whoever adds one
 * adds it to the schema.
 */
export function checkRecord(record: unknown): string | undefined {
  return check(record, true);
}

/** The same for who only reads: fields that nothing is written down of do no harm. */
export function faultOf(record: unknown): string | undefined {
  return check(record, false);
}

function check(record: unknown, isStrict: boolean): string | undefined {
  const { type, time, observer = "" } = record as Record<string, unknown>;
  const fields = (RECORD_FIELDS as Record<string, Fields>)[String(type)];
  if (fields === undefined) return `type ${type} is none`;
  if (typeof time !== "number") return `${type}.time is no number`;
  if (typeof observer !== "string") return `${type}.observer is no string`;
  const entries = Object.entries(record as object)
    .filter(([name]) => !COMMON.has(name));
  return checkFields(Object.fromEntries(entries), fields, {
    path: String(type),
    isStrict,
  });
}

/** What is checked, and whether it may have more than is written down. */
interface Place {
  path: string;
  isStrict: boolean;
}

function checkFields(
  value: unknown,
  fields: Fields,
  { path, isStrict }: Place,
): string | undefined {
  if (typeof value !== "object" || value === null) return `${path}: no object`;
  const object = value as Record<string, unknown>;
  for (const name of Object.keys(object)) {
    if (isStrict && !Object.hasOwn(fields, name)) {
      return `${path}.${name} is not described`;
    }
  }
  for (const [name, { kind, isOptional, usual }] of Object.entries(fields)) {
    const field = object[name];
    if (field === undefined) {
      if (!isOptional && usual === undefined) {
        return `${path}.${name} is absent`;
      }
      continue;
    }
    const place = { path: `${path}.${name}`, isStrict };
    const problem = checkKind(field, kind, place);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkKind(
  value: unknown,
  kind: Kind,
  place: Place,
): string | undefined {
  const isNumber = (value: unknown) =>
    typeof value === "number" || value === null;
  const wrong = (isRight: boolean) =>
    isRight ? undefined : `${place.path}: no ${kind}`;
  switch (kind) {
    case "string":
      return wrong(typeof value === "string");
    case "boolean":
      return wrong(typeof value === "boolean");
    case "number":
      return wrong(isNumber(value));
    case "string or number":
      return wrong(typeof value === "string" || typeof value === "number");
    case "string[]":
      return wrong(
        Array.isArray(value) && value.every((item) => typeof item === "string"),
      );
    case "number[]":
      return wrong(Array.isArray(value) && value.every(isNumber));
    case "numbers by name":
      return wrong(
        typeof value === "object" && value !== null &&
          Object.values(value).every(isNumber),
      );
    case "MemberRow[]": {
      if (!Array.isArray(value)) return wrong(false);
      const problems = value.map((row) =>
        checkFields(row, PARTS.MemberRow, place)
      );
      return problems.find((problem) => problem !== undefined);
    }
    default:
      return checkFields(value, PARTS[kind], place);
  }
}
