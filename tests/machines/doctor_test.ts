import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { generateSecret } from "../../src/network/mod.ts";
import { canMakeNamespaces, Lan } from "./namespaces/lan.ts";
import { type Line, Script } from "./namespaces/script.ts";
import { freshSwarm } from "../network/swarm_of.ts";

const possible = await canMakeNamespaces();
const reason = possible ? "" : " (skipped: needs ip netns (iproute2, root))";

/** What a doctor found, by level and title. */
type Found = Line & {
  level: string;
  title: string;
  seen: string;
  cure: string;
};

/** What `drover doctor` finds in a namespace; without its options, what it finds of the network alone. */
async function examine(namespace: string, ...args: string[]): Promise<Found[]> {
  await using doctor = args[0]?.startsWith("--")
    ? new Script(namespace, "../../../mod.ts", "doctor", "--json", ...args)
    : new Script(namespace, "./examine.ts", ...args);
  await doctor.line("summary");
  return doctor.lines as Found[];
}

/** The one finding whose title matches; fails with all there are. */
function one(found: Found[], title: RegExp, level: string): Found {
  const matching = found.filter((each) => title.test(each.title ?? ""));
  assertEquals(matching.length, 1, `${title} in ${JSON.stringify(found)}`);
  assertEquals(matching[0]!.level, level);
  return matching[0]!;
}

Deno.test({
  name:
    `drover doctor finds what is wrong on machines that have the fault: no multicast, a blocked port, a second bridge, another manifest, another secret${reason}`,
  ignore: !possible,
  async fn(t) {
    await using lan = await Lan.create(8);
    const swarm = freshSwarm();
    const secret = new TextDecoder().decode(generateSecret());
    const options = (options: object) => JSON.stringify(options);
    // A firewall in front of the third machine's TCP ports.
    const hasNft = await lan.block(3, "tcp").then(() => true, () => false);
    if (!hasNft) await lan.forget(3, "10.77.0.1");
    const box = await lan.addContainer(6);
    await lan.unplug(7);
    if (hasNft) await lan.block(8, "udp 5353");

    const settled = { manifest: { task: { name: "digits" }, epochs: 3 } };
    const other = { manifest: { task: { name: "digits" }, epochs: 4 } };
    const peer = (namespace: string, name: string, given: object) =>
      new Script(namespace, "./peer.ts", swarm, name, options(given));
    await using fine = peer(lan.host(2), "fine", settled);
    await using blocked = peer(lan.host(3), "blocked", settled);
    await using unlike = peer(lan.host(4), "unlike", other);
    await using secretive = peer(lan.host(5), "secretive", { secret });
    await using boxed = peer(box, "boxed", settled);
    const peers = [fine, blocked, unlike, secretive, boxed];
    const [, , , listening] = await Promise.all(
      peers.map((each) => each.line("listening")),
    );

    const [locked] = listening!.addresses as string[];
    const bootstrap = [
      "--bootstrap=/ip4/172.17.0.2/tcp/4001",
      `--bootstrap=${locked}`,
    ];
    const swarmIs = `--swarm=${swarm}`;
    const task = fromFileUrl(new URL("../cli/tiny_task.ts", import.meta.url));
    const [seen, withTask, atDocker, unplugged, deaf, alone] = await Promise
      .all([
        examine(lan.host(1), swarmIs, ...bootstrap),
        examine(lan.host(2), swarmIs, task),
        examine(lan.host(6), swarm),
        examine(lan.host(7)),
        hasNft ? examine(lan.host(8)) : undefined,
        examine(lan.bridge),
      ]);

    await t.step("a healthy peer is, also without any route", () => {
      one(seen, /^No way leads to other networks/, "note");
      one(seen, /^No route for multicast/, "note");
      const { seen: heard } = one(seen, /^Multicast works on 10/, "ok");
      assertMatch(heard, /other machines heard: .*10\.77\.0\.2/);
      const { seen: who } = one(seen, /peers of swarm .* can be reached/, "ok");
      assertMatch(who, /fine at 10\.77\.0\.2:\d+, connected in [\d.]+ ms/);
      one(seen, /^Clocks agree to within/, "ok");
    });

    await t.step("a blocked port is, and which one to open", () => {
      const { title, cure } = one(seen, /firewall keeps connections/, "fault");
      const [, port] = /10\.77\.0\.3:(\d+)$/.exec(title)!;
      assertStringIncludes(cure, `sudo ufw allow ${port}/tcp`);
    });

    await t.step("another manifest is, with the line that differs", () => {
      const { seen: lines } = one(seen, /train different tasks/, "fault");
      assertMatch(lines, /^epochs: (3 here, 4|4 here, 3) there$/);
      const found = withTask.filter(({ title }) => /another task/.test(title));
      // Without nft, answers of the blocked one vanish on their way to one machine alone.
      const expected = Array(hasNft ? 2 : 3).fill("fault");
      assertEquals(found.map(({ level }) => level), expected);
      assertMatch(found[0]!.seen, /^codec: .*absent there$/m);
      one(withTask, /^A gradient of /, "ok");
    });

    await t.step("another secret is", () => {
      const heard = one(
        seen,
        /^The peer at 10\.77\.0\.5.* has a secret/,
        "fault",
      );
      assertStringIncludes(heard.cure, "--secret FILE");
      // Not heard, but gone to: its handshake tells as much.
      const met = one(seen, /^The peer at .*5:\d+ seems to have/, "fault");
      assertMatch(met.seen, /connected in .* not secured/);
    });

    await t.step(
      "a second bridge is, from its own machine and from others",
      () => {
        const { title, cure } = one(atDocker, /train does not look/, "fault");
        assertMatch(title, /172\.17\.0\.2:\d+ is heard only on docker0/);
        assertStringIncludes(cure, "--interface 172.17.0.1");
        const unreachable = one(seen, /^No way leads .* to 172\.17/, "fault");
        assertStringIncludes(unreachable.cure, "docker run --network host");
      },
    );

    await t.step("multicast that does not work is", () => {
      const { title } = one(unplugged, /multicast does not work/, "fault");
      assertStringIncludes(title, "10.77.0.7 (eth0)");
      if (deaf === undefined) return;
      one(deaf, /multicast does not come back/, "fault");
    });

    await t.step("a machine without a network is", () => {
      one(alone, /is in no network/, "fault");
    });

    await t.step("nobody who was visited has noticed", () => {
      const notices = peers.flatMap(({ lines }) => lines)
        .filter(({ type }) => type === "notice");
      // They are right, and are about each other.
      for (const { text } of notices) assertMatch(String(text), /secret/);
      const refused = [fine, blocked, boxed].flatMap(({ lines }) => lines)
        .filter(({ type }) => type === "refused");
      // Only the one with another manifest was turned away.
      for (const { reason } of refused) {
        assertStringIncludes(String(reason), "epochs");
      }
      assertEquals(
        fine.lines.filter(({ type }) => type === "met").map(({ name }) => name),
        ["blocked"],
      );
    });
  },
});
