import { stripAnsiCode } from "@std/fmt/colors";
import { fromFileUrl, relative } from "@std/path";
import { TaskError } from "./errors.ts";
import * as tf from "./tfjs/tf.ts";

/** Drover's own source: an error there has its cause in a frame further down. */
const OWN = new URL("../", import.meta.url).href;

/** A place in a file, as stacks and Deno's messages write it. */
const FILE_URL = /file:\/\/\/[^\s'")]*/g;

/**
 * What an error in a person's task says, with the place in their file where it
 * began: `Cannot read properties of undefined (reading 'x') (wine.ts:12:5)`.
 */
export function reasonWithPlace(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Deno colours the places in its messages about modules.
  const message: string = stripAnsiCode(error.message);
  const reason = withPaths(message) + layerMeant(message);
  // A task error says itself where the trouble is: in the data, say.
  if (error instanceof TaskError || error.message.includes("file:///")) {
    return reason;
  }
  const place = placeOf(error.stack ?? "");
  return place === undefined ? reason : `${reason} (${place})`;
}

/** `; did you mean tf.layers.dense?` for a layer in the spelling of another library. */
function layerMeant(message: string): string {
  const word = /(\w+) is not a (?:function|constructor)$/.exec(message)?.[1];
  const plain = (name: string) => name.toLowerCase().replaceAll("_", "");
  const names = Object.keys(tf.layers);
  const near = word &&
    names.find((name) =>
      name !== word && /^[a-z]/.test(name) && plain(name) === plain(word)
    );
  return near ? `; did you mean tf.layers.${near}?` : "";
}

/** A text with paths in the place of `file:` URLs, relative where that is short. */
export function withPaths(text: string): string {
  return text.replace(FILE_URL, (url) => {
    const [, file, place] = /^(.*?)((?::\d+)*)$/.exec(url)!;
    try {
      const path: string = fromFileUrl(file!);
      const short: string = relative(Deno.cwd(), path);
      return (short.startsWith("..") ? path : short) + place;
    } catch {
      return url;
    }
  });
}

function placeOf(stack: string): string | undefined {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  for (const frame of frames) {
    const url = frame.match(FILE_URL)?.[0];
    if (url === undefined || url.startsWith(OWN)) continue;
    if (/\/node_modules\/|\/npm\//.test(url)) continue;
    return withPaths(url);
  }
  return undefined;
}
