import { stripTypeScriptTypes } from "node:module";
import { DOC_FILES } from "./doc_files.ts";
import { IMPORT_MAP, INDEX, PAGE_FILES } from "./page_files.ts";

/** A file as it is sent. */
export interface Asset {
  /** What it holds. */
  body: string;
  /** Its media type. */
  type: string;
  /** Names this very content, quoted, as HTTP's `ETag` has it. */
  etag: string;
}

/** What the page is made of. */
export interface Assets {
  /** The file of a path; undefined where there is none. */
  get(path: string): Asset | undefined;
  /** Hash of the one script that stands in the document, its import map, as a Content Security Policy names it. */
  readonly scriptHash: string;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  ts: "text/javascript; charset=utf-8",
  md: "text/plain; charset=utf-8",
};

/** Where the document has its place for the import map. */
const PLACE = "<!-- import map -->";

/**
 * Makes the page's files ready to be sent. Modules lose their types here, in a few ms and
 * without moving a character, so that the page needs no build.
 *
 * @throws {TypeError} If a module has what cannot be stripped, such as an enum
 */
export async function loadAssets(): Promise<Assets> {
  const importMap = JSON.stringify({ imports: IMPORT_MAP });
  const document = INDEX.replace(
    PLACE,
    `<script type="importmap">${importMap}</script>`,
  );
  const files = new Map<string, Asset>();
  const texts = { ...PAGE_FILES, ...DOC_FILES, "/": document };
  for (const [path, text] of Object.entries(texts)) {
    const extension = path.match(/\.(\w+)$/)?.[1] ?? "html";
    const body = extension === "ts" ? stripTypeScriptTypes(text) : text;
    const etag = `"${(await sha256(body)).slice(0, 22)}"`;
    files.set(path, { body, type: TYPES[extension]!, etag });
  }
  return {
    get: (path) => files.get(path),
    scriptHash: `sha256-${await sha256(importMap)}`,
  };
}

/** SHA-256 of a text, base64. */
async function sha256(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toBase64();
}
