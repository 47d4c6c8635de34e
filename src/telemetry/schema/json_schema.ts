import { RECORD_TYPES } from "../record_types.ts";
import type { Field, Kind } from "./field.ts";
import { PARTS } from "./parts.ts";
import { RECORD_FIELDS } from "./record_fields.ts";

type Schema = Record<string, unknown>;

/** A number that is not finite is null. */
const NUMBER = { type: ["number", "null"] };

/**
 * A JSON Schema (draft 2020-12) of a line of a log. Fields that it does not name are
 * allowed: a later version may add some.
 */
export function jsonSchema(): Schema {
  const types = Object.keys(RECORD_TYPES) as (keyof typeof RECORD_TYPES)[];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A record of Drover's event log",
    oneOf: types.map((type) => {
      const { properties, required } = objectOf(RECORD_FIELDS[type]);
      return {
        description: RECORD_TYPES[type],
        type: "object",
        properties: {
          type: { const: type },
          time: { type: "number", description: "seconds" },
          observer: { type: "string", description: "who tells, hex" },
          ...properties,
        },
        required: ["type", "time", ...required],
      };
    }),
    $defs: Object.fromEntries(
      Object.entries(PARTS).map(([name, fields]) => [name, objectOf(fields)]),
    ),
  };
}

/** The schema as text, a line for each type of record and each object in them. */
export function schemaText(): string {
  const { oneOf, $defs, ...head } = jsonSchema();
  const types = (oneOf as Schema[]).map((each) => JSON.stringify(each));
  const parts = Object.entries($defs as Schema).map(([name, part]) =>
    `${JSON.stringify(name)}: ${JSON.stringify(part)}`
  );
  return [
    `${JSON.stringify(head).slice(0, -1)},`,
    `"oneOf": [`,
    types.join(",\n"),
    "],",
    `"$defs": {`,
    parts.join(",\n"),
    "}}",
    "",
  ].join("\n");
}

function objectOf(fields: Readonly<Record<string, Field>>) {
  const entries = Object.entries(fields);
  return {
    type: "object",
    properties: Object.fromEntries(
      entries.map(([name, { kind, means }]) => [
        name,
        { ...schemaOf(kind), description: means },
      ]),
    ),
    required: entries.flatMap(([name, { isOptional, usual }]) =>
      isOptional || usual !== undefined ? [] : [name]
    ),
  };
}

function schemaOf(kind: Kind): Schema {
  switch (kind) {
    case "string":
    case "boolean":
      return { type: kind };
    case "number":
      return NUMBER;
    case "string or number":
      return { type: ["string", "number"] };
    case "string[]":
      return { type: "array", items: { type: "string" } };
    case "number[]":
      return { type: "array", items: NUMBER };
    case "numbers by name":
      return { type: "object", additionalProperties: NUMBER };
    case "MemberRow[]":
      return { type: "array", items: { $ref: "#/$defs/MemberRow" } };
    default:
      return { $ref: `#/$defs/${kind}` };
  }
}
