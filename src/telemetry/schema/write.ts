/**
 * Writes what is derived from the schema: the types in docs/events.md, and
 * docs/events.schema.json. Run it from the project's folder, then `deno fmt`:
 * `deno run --allow-read --allow-write=docs src/telemetry/schema/write.ts`.
 *
 * @module
 */
import { schemaText } from "./json_schema.ts";
import { recordsPage } from "./page.ts";

/** What stands before the types in the page. */
const MARK = "## The types";

const page = await Deno.readTextFile("docs/events.md");
const before = page.slice(0, page.indexOf(MARK) + MARK.length);
await Deno.writeTextFile("docs/events.md", `${before}\n\n${recordsPage()}`);
await Deno.writeTextFile(
  "docs/events.schema.json",
  schemaText(),
);
