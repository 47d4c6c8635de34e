import { gzipSync } from "node:zlib";

/** The real data sets that lie beside a checkout, where they do. */
const ROOT = new URL("../../../../shared/data/", import.meta.url);

/** URL of a real file, by its path under shared/data. */
export function realData(path: string): URL {
  return new URL(path, ROOT);
}

/**
 * Defines a test on real files: it is ignored, and says why, where they are not
 * there.
 */
export function testOnRealData(name: string, fn: () => Promise<void>): void {
  let present = false;
  try {
    present = Deno.statSync(ROOT).isDirectory;
  } catch { /* not there, or not to be read */ }
  Deno.test({
    name: present ? name : `${name} (skipped: needs ../shared/data)`,
    ignore: !present,
    fn,
  });
}

/** Bytes as gzip. */
export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes));
}

/** Text as UTF-8 bytes. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
