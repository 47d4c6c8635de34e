import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { Dialer } from "../../src/network/dialer.ts";
import {
  type InterfaceChange,
  InterfaceWatch,
} from "../../src/network/interface_watch.ts";
import type { NetworkInterface } from "../../src/network/interfaces.ts";
import { canMakeNamespaces, Lan } from "./namespaces/lan.ts";
import { type Line, Script } from "./namespaces/script.ts";
import { freshSwarm, until } from "../network/swarm_of.ts";

const possible = await canMakeNamespaces();
const reason = possible ? "" : " (skipped: needs ip netns (iproute2, root))";

function test(name: string, body: () => Promise<void>): void {
  Deno.test({ name: name + reason, ignore: !possible, fn: body });
}

/** The IPv4 addresses that a peer listened on when it met another for the nth time. */
async function listeningAt(peer: Script, n: number): Promise<string[]> {
  const met = () => peer.lines.filter(({ type }) => type === "met");
  await until(() => met().length >= n, `${n} meetings`);
  return (met()[n - 1]!.addresses as string[])
    .map((address) => address.split("/")[2]!);
}

/** Texts of one type. */
function texts({ lines }: Script, type: string): string[] {
  return lines.filter((line: Line) => line.type === type)
    .map(({ text }) => String(text));
}

test("createNetwork() follows its machine to another address, and is found there by those who stayed", async () => {
  await using lan = await Lan.create(2);
  const swarm = freshSwarm();
  await using stays = new Script(lan.host(1), "./peer.ts", swarm, "stays");
  await using moves = new Script(lan.host(2), "./peer.ts", swarm, "moves");
  assertEquals(await listeningAt(moves, 1), ["10.77.0.2"]);
  await stays.line("heard", { text: "moves 0" });

  await lan.move(2, "10.77.0.2", "10.77.0.12");
  assertEquals(await listeningAt(moves, 2), ["10.77.0.12"]);
  await listeningAt(stays, 2);
  await stays.line("heard", { text: "moves 1" });
  await moves.line("heard", { text: "stays 1" });
  assertEquals(texts(moves, "notice"), [
    "This machine has moved: it is now at 10.77.0.12 (eth0), 10.77.0.2 (eth0) is gone",
  ]);
  assertEquals(texts(stays, "notice"), []);

  // And somebody who comes later finds it there.
  await using late = new Script(lan.host(1), "./peer.ts", swarm, "late");
  await late.line("met", { name: "moves" });
});

test("createNetwork() begins to take part when its machine's network comes up late", async () => {
  await using lan = await Lan.create(2);
  await lan.leave(2, "10.77.0.2");
  const swarm = freshSwarm();
  await using early = new Script(lan.host(2), "./peer.ts", swarm, "early");
  const { text } = await early.line("notice");
  assertStringIncludes(String(text), "Only peers on this machine can be found");
  await using other = new Script(lan.host(1), "./peer.ts", swarm, "other");
  await other.line("listening");
  await lan.enter(2, "10.77.0.2");
  assertEquals(await listeningAt(early, 1), ["10.77.0.2"]);
  await other.line("met", { name: "early" });
  assertMatch(texts(early, "notice").at(-1)!, /now at 10\.77\.0\.2 \(eth0\)/);
});

Deno.test("InterfaceWatch tells what came and what went, once, and bears a system that does not say", () => {
  const at = (address: string): NetworkInterface => ({
    name: "eth0",
    address,
    netmask: "255.255.255.0",
  });
  let now: NetworkInterface[] | undefined = [at("10.0.0.1")];
  const changes: InterfaceChange[] = [];
  const watch = new InterfaceWatch({
    chosen: now,
    choose: () => {
      if (now === undefined) throw new Error("in between");
      return now;
    },
    onChange: (change) => changes.push(change),
  });
  try {
    watch.look();
    now = undefined;
    watch.look();
    assertEquals(changes, []);
    now = [at("10.0.0.2")];
    watch.look();
    watch.look();
    assertEquals(changes, [{
      chosen: [at("10.0.0.2")],
      added: [at("10.0.0.2")],
      removed: [at("10.0.0.1")],
    }]);
  } finally {
    watch.close();
  }
});

Deno.test("Dialer forgets addresses that a peer no longer has, and keeps those that a person gave", async () => {
  const attempts = new Map<string, string[]>();
  const dialer = new Dialer({
    self: () => "a",
    dial: (peer, addresses) => {
      attempts.set(peer, addresses);
      dialer.connected(peer);
      return Promise.resolve();
    },
  });
  try {
    dialer.heard("b", ["/old"]);
    dialer.heard("c", ["/given"], true);
    for (const peer of ["b", "c"]) dialer.moved(peer, ["/new"]);
    await until(() => attempts.size === 2, "both were dialled");
    assertEquals(attempts.get("b"), ["/new"]);
    assertEquals(attempts.get("c"), ["/new", "/given"]);
  } finally {
    dialer.close();
  }
});

Deno.test("Dialer tries a peer soon that was long in vain, when it is heard on the link", async () => {
  let attempts = 0, attemptsBy = 0;
  const dialer = new Dialer({
    self: () => "a",
    dial: async () => {
      if (++attempts === 5) setTimeout(speaks);
      await Promise.reject(new Error("no"));
    },
  });
  const speaks = () => {
    dialer.spoke("b", ["/1"]);
    // Unheard, the next would be due in 2 to 6 s; heard, one in 0.5 to 1.5 s, and
    // the one after that may be in time, too. A busy machine delays timers, and keeps their order.
    setTimeout(() => attemptsBy = attempts, 1900);
  };
  try {
    dialer.heard("b", ["/1"]);
    await until(() => attemptsBy > 0, "it was tried, heard, and given time");
    assert(attemptsBy >= 6, `${attemptsBy} attempts`);
  } finally {
    dialer.close();
  }
});
