import type { NodeEvent } from "../events.ts";

/** Who trains what, as a table in Markdown. */
export function settings(
  { type: _, addresses: __, ...said }: Extract<NodeEvent, { type: "ready" }>,
  drover: string | undefined,
): string {
  const rows = Object.entries({ ...said, drover }).flatMap(([key, value]) =>
    ["string", "number"].includes(typeof value)
      ? [`| ${key} | ${String(value).replace(/[|\n\\]/g, " ")} |`]
      : []
  );
  return ["| setting | |", "|---|---|", ...rows].join("\n");
}
