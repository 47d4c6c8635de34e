import { assertEquals, assertMatch } from "@std/assert";
import { toFileUrl } from "@std/path";
import {
  quoted,
  startedBy,
  wordsOf,
} from "../../src/telemetry/words/started_by.ts";

const start = {
  module: toFileUrl("/home/me/drover/mod.ts").href,
  folder: "/home/me/drover",
  deno: "/usr/bin/deno",
  version: "2.9.6",
};

Deno.test("wordsOf() starts Drover from its sources, from where one is, with what a command needs", () => {
  assertEquals(wordsOf(start), "deno run -P mod.ts");
  assertEquals(wordsOf(start, "demo"), "deno run -P=demo mod.ts");
  assertEquals(
    wordsOf({ ...start, folder: "/home/me/wine" }),
    "deno run -P ../drover/mod.ts",
  );
  const deno = "/home/me/.npm/_npx/7a40/node_modules/deno/deno";
  assertEquals(
    wordsOf({ ...start, deno }),
    "npx -y deno@2.9.6 run -P mod.ts",
  );
});

Deno.test("wordsOf() names the single file as a shell finds it, and a published module by its URL", () => {
  const binary = "/home/me/drover/bin/drover";
  assertEquals(wordsOf({ ...start, binary }), "./bin/drover");
  assertEquals(wordsOf({ ...start, binary, folder: "/tmp" }), binary);
  const path = "/usr/bin:/home/me/drover/bin";
  assertEquals(wordsOf({ ...start, binary, path }), "drover");
  assertMatch(
    wordsOf({ ...start, module: "https://example.org/drover/mod.ts" }),
    /^deno run --allow-net .* https:\/\/example\.org\/drover\/mod\.ts$/,
  );
});

Deno.test("startedBy() says how these tests could start it, and quoted() keeps a word one", () => {
  assertMatch(startedBy(), /^(deno|npx -y deno@[\d.]+) run -P .*mod\.ts$/);
  assertEquals(quoted("examples/digits.ts"), "examples/digits.ts");
  assertEquals(quoted("my barn's"), `'my barn'\\''s'`);
});
