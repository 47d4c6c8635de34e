import { assertEquals } from "@std/assert";
import { nearName } from "../../src/network/mdns/near_names.ts";
import { swarmTag } from "../../src/network/mdns/records.ts";
import { freshSwarm, record, until } from "./swarm_of.ts";

Deno.test("nearName() finds the name behind a hash that is guessed, or one slip away", () => {
  for (const name of ["barn", "bran", "bar", "barns", "b4rn", "Barn", "herd"]) {
    assertEquals(nearName(swarmTag(name).swarm, ["barn", "herd"]), name);
  }
  assertEquals(nearName(swarmTag("meadow").swarm, ["barn"]), undefined);
});

Deno.test("strangers() names a swarm whose name is a slip of ours, and counts others", async () => {
  const swarm = freshSwarm();
  await using ours = await record(swarm);
  await using near = await record(`${swarm}s`);
  await using _far = await record(freshSwarm());
  const heard = () =>
    ours.network.strangers([swarm]).map(({ swarm }) => swarm ?? "?").sort();
  // Other tests on this machine may be heard as well.
  await until(() => heard().length >= 2, "two swarms are heard");
  await until(() => heard().includes(`${swarm}s`), "a slip is recognised");
  const port = /tcp\/(\d+)/.exec(near.network.addresses[0]!)![1];
  const found = ours.network.strangers([swarm])
    .find((each) => each.swarm === `${swarm}s`);
  assertEquals(found?.address, `127.0.0.1:${port}`);
});
