import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError, readText } from "../../../src/training/data/mod.ts";
import { readBytes } from "../../../src/training/data/source.ts";
import { gzip, utf8 } from "./real_data.ts";

Deno.test("readBytes() gives the same bytes from a path, a URL, and memory", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, utf8("abc"));
    for (const source of [path, new URL(`file://${path}`), `file://${path}`]) {
      assertEquals((await readBytes(source)).bytes, utf8("abc"));
    }
    assertEquals((await readBytes(utf8("abc").buffer)).bytes, utf8("abc"));
    assertEquals((await readBytes(path)).name, path);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("readBytes() fetches over HTTP and names the status of a failure", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) =>
      request.url.endsWith("/data.gz")
        ? new Response(gzip(utf8("over the wire")))
        : new Response("no", { status: 404 }),
  );
  try {
    const base = `http://127.0.0.1:${server.addr.port}`;
    const { bytes } = await readBytes(`${base}/data.gz`);
    assertEquals(new TextDecoder().decode(bytes), "over the wire");
    await assertRejects(() => readBytes(`${base}/other`), DataError, "404");
  } finally {
    await server.shutdown();
  }
});

Deno.test("readBytes() takes gzip off, also of several members", async () => {
  const two = new Uint8Array([...gzip(utf8("one ")), ...gzip(utf8("two"))]);
  assertEquals((await readBytes(two)).bytes, utf8("one two"));
});

Deno.test("readBytes() tells truncated gzip from damaged gzip", async () => {
  const bytes = gzip(utf8("a text that is long enough to be cut in two"));
  for (const length of [5, 20, bytes.length - 4]) {
    await assertRejects(
      () => readBytes(bytes.subarray(0, length)),
      DataError,
      "truncated",
    );
  }
  const damaged = bytes.slice();
  damaged[bytes.length - 6]! ^= 1;
  await assertRejects(() => readBytes(damaged), DataError, "damaged");
});

Deno.test("readBytes() says that a file is missing, empty or a directory", async () => {
  await assertRejects(
    () => readBytes("no/such/file.csv"),
    DataError,
    "Cannot read no/such/file.csv: There is no such file",
  );
  await assertRejects(() => readBytes(new Uint8Array()), DataError, "empty");
  await assertRejects(
    () => readBytes(gzip(new Uint8Array())),
    DataError,
    "empty once decompressed",
  );
  await assertRejects(() => readBytes("tests"), DataError, "directory");
});

Deno.test("readBytes() names a file of the same folder that is spelt much alike", async () => {
  const here = new URL(".", import.meta.url);
  await assertRejects(
    () => readBytes(new URL("sorce_test.ts", here)),
    DataError,
    'There is no such file; did you mean "source_test.ts"?',
  );
  const { message } = await assertRejects(
    () => readBytes(new URL("nothing.like.it", here)),
    DataError,
  );
  assert(message.endsWith("There is no such file"), message);
});

Deno.test("readText() refuses what is not UTF-8", async () => {
  await assertRejects(
    () => readText(Uint8Array.of(0x63, 0x61, 0x66, 0xe9)),
    DataError,
    "not UTF-8",
  );
});
