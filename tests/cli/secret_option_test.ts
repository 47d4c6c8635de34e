import { assertMatch, assertRejects } from "@std/assert";
import { CommandError } from "../../src/cli/errors.ts";
import { toPeerOptions } from "../../src/cli/peer_options.ts";
import { NetworkError } from "../../src/network/mod.ts";

Deno.test("toPeerOptions() says how to make the very key that is missing, and refuses a file that is none by its name", async () => {
  const given = (secret: string) => () => toPeerOptions("a.ts", { secret });
  const { message } = await assertRejects(given("missing.key"), CommandError);
  assertMatch(
    message,
    /^Cannot read .* \(make one with: .* secret missing\.key\)$/,
  );
  const file = await Deno.makeTempFile({ suffix: ".key" });
  try {
    await Deno.writeFile(file, Uint8Array.from({ length: 100 }, (_, i) => i));
    const refused = await assertRejects(given(file), NetworkError);
    assertMatch(refused.message, /^Cannot use the secret \S+\.key: it is not/);
  } finally {
    await Deno.remove(file);
  }
});
