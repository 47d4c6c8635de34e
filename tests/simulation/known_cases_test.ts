import { assertEquals } from "@std/assert";
import { play } from "../../src/simulation/fuzz/mod.ts";
import { KNOWN_CASES } from "./known_cases.ts";

const { test } = Deno;

for (const { name, given } of KNOWN_CASES) {
  test(name, () => {
    assertEquals(play(given).violation, undefined, JSON.stringify(given));
  });
}
