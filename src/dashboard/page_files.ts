/**
 * The page's files as text: they are part of the program wherever it came from, a folder, an
 * address or a compiled binary, and need no build. Who adds a file to the page adds it here; a
 * test says which is missing.
 *
 * @module
 */
import uplot from "uplot/module" with { type: "text" };
import uplotStyle from "uplot/style" with {
  type: "text",
};
import html from "./page/index.html" with { type: "text" };
import main from "./page/main.ts" with { type: "text" };
import stream from "./page/stream.ts" with { type: "text" };
import style from "./page/style.css" with { type: "text" };

/** The document itself. */
export const INDEX = html;

/** The page's files by path; modules lie where they lie in the sources, so that imports fit. */
export const PAGE_FILES: Readonly<Record<string, string>> = {
  "/uplot.js": uplot,
  "/uplot.css": uplotStyle,
  "/src/dashboard/page/main.ts": main,
  "/src/dashboard/page/stream.ts": stream,
  "/src/dashboard/page/style.css": style,
};

/** What the page's modules import by name, and where it is. */
export const IMPORT_MAP: Readonly<Record<string, string>> = {
  uplot: "/uplot.js",
};
