/** A page of the documentation, taken apart as far as tests need it. */
export interface Page {
  /** Path from the root of the repository. */
  readonly path: string;
  /** The whole text. */
  readonly text: string;
  /** What stands outside of fenced code. */
  readonly prose: string;
  /** Fenced code, in order. */
  readonly code: readonly Code[];
  /** What a link may name after its `#`. */
  readonly anchors: ReadonlySet<string>;
}

/** A fenced piece of code. */
export interface Code {
  /** What stands behind the fence, such as `ts`; empty for commands and output. */
  readonly language: string;
  /** Its lines. */
  readonly text: string;
}

/** The root of the repository. */
export const ROOT = new URL("../../", import.meta.url);

/** All pages: those beside deno.json, and those in docs/. */
export function allPages(): Page[] {
  const paths = [
    ...filesIn("").filter((path) => !path.includes("/")),
    ...filesIn("docs/"),
  ];
  return paths.filter((path) => path.endsWith(".md")).sort().map(readPage);
}

/** Reads one page. */
export function readPage(path: string): Page {
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  const code: Code[] = [];
  const prose = text.replaceAll(
    /^```(.*)\n([^]*?)^```$/gm,
    (_, language: string, text: string) => {
      code.push({ language, text });
      return "";
    },
  );
  return { path, text, prose, code, anchors: anchorsIn(prose) };
}

function filesIn(folder: string): string[] {
  const paths: string[] = [];
  for (const { name, isFile } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isFile) paths.push(folder + name);
    else if (folder !== "") paths.push(...filesIn(`${folder}${name}/`));
  }
  return paths;
}

/** As GitHub makes them of headings: a second one of the same words gets `-1`. */
function anchorsIn(prose: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose.matchAll(/^#+ (.*)$/gm)) {
    const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "");
    const anchor = words.trim().replaceAll(" ", "-");
    let unique = anchor;
    for (let i = 1; anchors.has(unique); i++) unique = `${anchor}-${i}`;
    anchors.add(unique);
  }
  return anchors;
}
