import { assertMatch } from "@std/assert";
import { adviceForLoner } from "../../src/node/advice_for_loner.ts";

Deno.test("adviceForLoner() names swarm, port and address, and what makes sense without discovery", () => {
  const address = "/ip4/10.0.0.1/tcp/1/p2p/12D3KooW";
  assertMatch(
    adviceForLoner("barn", [address], true),
    /--swarm barn, .*5353.*, or .*--bootstrap \/ip4\/10\.0\.0\.1.*; .* run -P mod\.ts doctor --swarm barn /,
  );
  assertMatch(
    adviceForLoner("barn", [], false),
    /--no-discovery.*--swarm barn and .*--bootstrap the address of one/,
  );
});
