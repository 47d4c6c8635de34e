import { gunzip } from "node:zlib";
import { promisify } from "node:util";
import { basename, dirname, fromFileUrl, isAbsolute } from "@std/path";
import { closestString, levenshteinDistance } from "@std/text";
import { cannotRead } from "./errors.ts";

/**
 * Where a reader takes its bytes from: a path, a URL (`file:`, `http:` or
 * `https:`, as `URL` or as text), or the bytes themselves. Gzip is recognised
 * by its first bytes, whatever the name says.
 *
 * A path is relative to the working directory; in a task file `new
 * URL("./data.csv", import.meta.url)` is relative to the task.
 */
export type Source = string | URL | Uint8Array | ArrayBuffer;

/** Bytes, decompressed, and a name for them that a person recognises. */
export interface SourceBytes {
  /** What stands in the file once gzip is taken off; never to be written to. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Path or URL, or "the given bytes". */
  readonly name: string;
}

const gunzipAsync = promisify(gunzip);

/**
 * Reads a source whole and takes gzip off, also where several gzip members
 * follow each other.
 *
 * @throws {DataError} where it is missing, may not be read, is empty, or its
 * gzip is truncated or damaged.
 */
export async function readBytes(source: Source): Promise<SourceBytes> {
  const name = sourceName(source);
  const raw = await readRaw(source, name);
  if (raw.length === 0) throw cannotRead(name, "It is empty");
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return { bytes: raw, name };
  return { bytes: await decompress(raw, name), name };
}

/** {@linkcode readBytes}, decoded as UTF-8, a byte order mark removed. */
export async function readSourceText(
  source: Source,
): Promise<{ text: string; name: string }> {
  const { bytes, name } = await readBytes(source);
  try {
    return {
      text: new TextDecoder("utf-8", { fatal: true }).decode(bytes),
      name,
    };
  } catch (cause) {
    throw cannotRead(
      name,
      "It is not UTF-8 text; convert it first, e.g. iconv -f latin1 -t utf-8 FILE",
      { cause },
    );
  }
}

function sourceName(source: Source): string {
  if (typeof source === "string") return source;
  if (source instanceof URL) return source.href;
  return "the given bytes";
}

async function readRaw(
  source: Source,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Uint8Array) return new Uint8Array(source);
  const place = typeof source === "string" && /^(https?|file):\/\//.test(source)
    ? new URL(source)
    : source;
  if (place instanceof URL && place.protocol !== "file:") {
    return await download(place, name);
  }
  try {
    return await Deno.readFile(place);
  } catch (cause) {
    throw cannotRead(name, await explain(cause, place), { cause });
  }
}

async function explain(cause: unknown, place: string | URL): Promise<string> {
  if (cause instanceof Deno.errors.NotFound) {
    const near = await neighbour(place);
    const meant = near === undefined ? "" : `; did you mean "${near}"?`;
    const isWhole = place instanceof URL || isAbsolute(place);
    return isWhole || near !== undefined
      ? `There is no such file${meant}`
      : `There is no such file; a path is relative to the working directory (${workingDirectory()})`;
  }
  if (cause instanceof Deno.errors.NotCapable) {
    return "This process may not read it; allow it with --allow-read";
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return "The operating system does not let this user read it";
  }
  if (cause instanceof Deno.errors.IsADirectory) return "It is a directory";
  return String(cause instanceof Error ? cause.message : cause);
}

/** The file in the same folder whose name is most alike; undefined where none is. */
async function neighbour(place: string | URL): Promise<string | undefined> {
  try {
    const path: string = place instanceof URL ? fromFileUrl(place) : place;
    const names: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(dirname(path))) {
      if (!isDirectory) names.push(name);
    }
    if (names.length === 0) return undefined;
    const word: string = basename(path);
    const near: string = closestString(word, names);
    return levenshteinDistance(word, near) <= Math.max(2, word.length / 3)
      ? near
      : undefined;
  } catch {
    return undefined; // no such folder, or it may not be read
  }
}

function workingDirectory(): string {
  try {
    return Deno.cwd();
  } catch {
    return "which this process may not look up";
  }
}

async function download(
  url: URL,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw cannotRead(name, `It cannot be fetched: ${why}`, { cause });
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw cannotRead(
      name,
      `The server answered ${response.status} ${response.statusText}`.trim(),
    );
  }
  try {
    return await response.bytes();
  } catch (cause) {
    throw cannotRead(name, "The connection broke off; try again", { cause });
  }
}

async function decompress(
  raw: Uint8Array,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array;
  try {
    bytes = await gunzipAsync(raw);
  } catch (cause) {
    // node:zlib rather than DecompressionStream, which refuses several members
    // and cannot tell "cut off" from "damaged".
    const truncated = (cause as { code?: unknown }).code === "Z_BUF_ERROR";
    throw cannotRead(
      name,
      truncated
        ? "Its gzip data is truncated: the file ends too early; fetch it again"
        : "Its gzip data is damaged; fetch it again",
      { cause },
    );
  }
  if (bytes.length === 0) {
    throw cannotRead(name, "It is empty once decompressed");
  }
  return new Uint8Array(
    bytes.buffer as ArrayBuffer,
    bytes.byteOffset,
    bytes.length,
  );
}
