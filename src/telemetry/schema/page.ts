import { recordLine } from "../log/record_line.ts";
import { RECORD_TYPES } from "../record_types.ts";
import { EXAMPLES } from "./examples.ts";
import type { Field } from "./field.ts";
import { SUMMARY } from "./figures.ts";
import { PARTS } from "./parts.ts";
import { RECORD_FIELDS } from "./record_fields.ts";

/** What the documentation says of every type of record, as Markdown. */
export function recordsPage(): string {
  const types = Object.entries(RECORD_TYPES) as [
    keyof typeof RECORD_TYPES,
    string,
  ][];
  const records = types.map(([type, tells]) => {
    const isSummary = type === "summary";
    const fields = isSummary ? SUMMARY : RECORD_FIELDS[type];
    const example = type in EXAMPLES
      ? [
        "```text",
        recordLine(EXAMPLES[type as keyof typeof EXAMPLES]).trimEnd(),
        "```",
        "",
      ]
      : [];
    return [
      `### \`${type}\``,
      "",
      `${tells}.${isSummary ? " The fields of `progress`, and these:" : ""}`,
      "",
      ...list(fields),
      "",
      ...example,
    ].join("\n");
  });
  const parts = Object.entries(PARTS).map(([name, fields]) =>
    [`### ${name}`, "", ...list(fields), ""].join("\n")
  );
  return [...records, "## Objects inside records", "", ...parts].join("\n");
}

function list(fields: Readonly<Record<string, Field>>): string[] {
  return Object.entries(fields).map(([name, field]) => {
    const { kind, isOptional, means, usual } = field;
    const part = kind === "MemberRow[]" ? "MemberRow" : kind;
    const what = Object.hasOwn(PARTS, part)
      ? `[${kind.replace("[]", " list")}](#${part.toLowerCase()})`
      : kind.replace("[]", " list");
    const absent = usual !== undefined
      ? `, absent: ${usual}`
      : isOptional
      ? ", may be absent"
      : "";
    return `- \`${name}\` (${what}${absent}): ${means}`;
  });
}
