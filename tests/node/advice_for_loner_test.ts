import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  adviceForLoner,
  adviceForSolitary,
  adviceWhileMeeting,
} from "../../src/node/advice_for_loner.ts";

const loner = { task: "rings.ts", swarm: "barn", strangers: [] };

Deno.test("adviceForLoner() names swarm, port, address and task, and what makes sense without discovery", () => {
  const address = "/ip4/10.0.0.1/tcp/1/p2p/12D3KooW";
  assertMatch(
    adviceForLoner(loner, [address], true),
    /--swarm barn, .*5353.*, or .*--bootstrap \/ip4\/10\.0\.0\.1.*; .* run -P mod\.ts doctor rings\.ts --swarm barn /,
  );
  assertMatch(
    adviceForLoner(loner, [], false),
    /--no-discovery.*--swarm barn and .*--bootstrap the address of one/,
  );
});

Deno.test("adviceForSolitary() names the peers of other swarms that were heard", () => {
  const text = adviceForSolitary({
    ...loner,
    strangers: [{ address: "10.0.0.9:1" }, {
      address: "10.0.0.7:4001",
      swarm: "bran",
    }],
  });
  assert(
    text.includes(
      'found yet, but 2 peers of another swarm are here ("bran" at 10.0.0.7:4001, one at 10.0.0.9:1); all must name the same --swarm. If others run, ',
    ),
    text,
  );
  assert(!adviceForSolitary(loner).includes("another"));
});

Deno.test("adviceWhileMeeting() says whom it tries, for how long, and what then", () => {
  assertEquals(
    adviceWhileMeeting(["10.0.0.7:4001"], [], 27.6),
    "Nobody answers at 10.0.0.7:4001 yet: tried for 28 s more at most, then training begins alone, and who comes later joins in (--wait-for 2 waits for as long as it takes)",
  );
  assertMatch(
    adviceWhileMeeting([], [], 3),
    /^Somebody was found, but does not answer yet: .* 3 s more/,
  );
  assertMatch(
    adviceWhileMeeting([], [{ address: "10.0.0.8:4001" }], 3),
    /^The peer at 10\.0\.0\.8:4001 was found, but /,
  );
});
