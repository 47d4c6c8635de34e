import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { canMakeNamespaces, Lan } from "./namespaces/lan.ts";
import { Script } from "./namespaces/script.ts";
import { freshSwarm } from "../network/swarm_of.ts";

const possible = await canMakeNamespaces();
const reason = possible ? "" : " (skipped: needs ip netns (iproute2, root))";

function test(name: string, body: () => Promise<void>): void {
  Deno.test({ name: name + reason, ignore: !possible, fn: body });
}

test("createNetwork() finds a peer on another host, by the swarm's name alone", async () => {
  await using lan = await Lan.create(2);
  // One host without a default route, where libp2p's own discovery is silent.
  await lan.addDefaultRoute(1);
  const swarm = freshSwarm();
  await using a = new Script(lan.host(1), "./peer.ts", swarm, "a");
  await using b = new Script(lan.host(2), "./peer.ts", swarm, "b");
  await a.line("met", { name: "b" });
  await b.line("met", { name: "a" });
  await a.line("heard", { text: "b 0" });
  await b.line("heard", { text: "a 0" });
  const { addresses } = await a.line("listening");
  assertEquals(
    (addresses as string[]).map((each) => each.split("/")[2]),
    ["10.77.0.1"],
  );
  assertEquals([...a.lines, ...b.lines].filter((l) => l.type === "notice"), []);
});

test("createNetwork() does not mistake a docker bridge for the network", async () => {
  await using lan = await Lan.create(2);
  await lan.addDockerBridge(1);
  await lan.addDockerBridge(2);
  const swarm = freshSwarm();
  await using a = new Script(lan.host(1), "./peer.ts", swarm, "a");
  await using b = new Script(lan.host(2), "./peer.ts", swarm, "b");
  await a.line("met", { name: "b" });
  await b.line("met", { name: "a" });
  const { addresses } = await a.line("listening");
  assert(!JSON.stringify(addresses).includes("172.17."), `${addresses}`);
});

test("createNetwork() says what is missing where there is only loopback, and works there", async () => {
  await using lan = await Lan.create(0);
  const swarm = freshSwarm();
  const alone = lan.bridge;
  await using a = new Script(alone, "./peer.ts", swarm, "a");
  await using b = new Script(alone, "./peer.ts", swarm, "b");
  const { text } = await a.line("notice");
  assertStringIncludes(String(text), "Only peers on this machine can be found");
  await a.line("met", { name: "b" });
  await b.line("heard", { text: "a 0" });
});

test("createNetwork() says that multicast does not work, and on which interface", async () => {
  await using lan = await Lan.create(1);
  await lan.unplug(1);
  await using a = new Script(lan.host(1), "./peer.ts", freshSwarm(), "a");
  const { text } = await a.line("notice");
  assertStringIncludes(
    String(text),
    "Cannot find peers on 10.77.0.1 (eth0): multicast cannot be sent there; is the interface up?",
  );
  assertStringIncludes(String(text), "--bootstrap");
});

test("createNetwork() and js-libp2p's own mDNS discover each other", async () => {
  await using lan = await Lan.create(2);
  await lan.addDefaultRoute(1);
  await using other = new Script(lan.host(1), "./js_libp2p.ts");
  await using drover = new Script(lan.host(2), "./peer.ts", freshSwarm(), "a");
  const { addresses } = await drover.line("listening");
  const id = (addresses as string[])[0]!.split("/p2p/")[1]!;
  // It hears us; and, since only we dial, its connection shows that we hear it.
  await other.line("found", { id });
  await other.line("dialled", { id });
  // It is not Drover, and is left without a word.
  assertEquals(drover.lines.map(({ type }) => type), ["listening"]);
});
