import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { judgeBootstrap } from "../../src/doctor/judge/bootstrap.ts";
import { judgeClocks } from "../../src/doctor/judge/clock.ts";
import { judgePeer } from "../../src/doctor/judge/peer.ts";
import { judgeSwarm } from "../../src/doctor/judge/swarm.ts";
import type { SwarmPeer } from "../../src/doctor/measure/swarm.ts";
import type { TcpResult } from "../../src/doctor/measure/tcp.ts";
import { heard, hello, met, US, went } from "./people.ts";

Deno.test("judgePeer() has another cure for each way in which a connection fails", () => {
  const judge = (tcp: TcpResult, host = "10.0.0.2", isHeard = false) =>
    judgePeer(went(undefined, { tcp, host }), US, isHeard);
  const results: TcpResult[] = [
    { kind: "refused", ms: 1 },
    { kind: "silent", ms: 3500 },
    { kind: "unreachable" },
    { kind: "forbidden" },
    { kind: "no-host" },
    { kind: "other", reason: "odd" },
  ];
  const verdicts = results.map((each) => judge(each));
  assertEquals(verdicts.map(({ level }) => level), Array(6).fill("fault"));
  assertEquals(new Set(verdicts.map(({ title }) => title)).size, 6);
  assertEquals(new Set(verdicts.map(({ cure }) => cure)).size, 6);
  // Whoever was heard is on; whoever is elsewhere may be behind a router.
  assertMatch(judge(results[1]!, "10.0.0.2", true).title, /^A firewall/);
  assertMatch(judge(results[1]!, "203.0.113.9").title, /in another network/);
  assertStringIncludes(judge(results[2]!, "172.17.0.2").cure!, "docker run");
  assertStringIncludes(judge(results[2]!).cure!, "this one is at 10.0.0.1");
});

Deno.test("judgePeer() tells swarm, version and manifest apart, in this order", () => {
  const ours = { lines: hello().manifest, hash: "aa" };
  const us = { ...US, manifest: ours };
  const judge = (more: Parameters<typeof met>[0]) =>
    judgePeer(went(met(more)), us, true);
  assertEquals(judge({}).level, "ok");
  assertEquals(judge({}).title, "ox at 10.0.0.2:4001 would train with you");
  const astray = judge({ swarm: "bran", version: 1, manifestHash: "bb" });
  assertMatch(astray.title, /is in swarm "bran", not in "barn"/);
  const old = judge({ version: 1, manifestHash: "bb" });
  assertMatch(old.cure!, /that machine/);
  assertMatch(judge({ version: 3 }).cure!, /this machine/);
  const unlike = judge({
    manifestHash: "bb",
    manifest: { ...hello().manifest, epochs: 4 },
  });
  assertEquals(unlike.seen, "epochs: 3 here, 4 there");
  // Without a task there is nothing to compare, which it says.
  const unknown = judgePeer(went(met({ manifestHash: "bb" })), US, true);
  assertEquals(unknown.level, "ok");
  assertMatch(unknown.seen!, /Name a task file/);
});

Deno.test("judgePeer() takes a handshake that fails for a secret that differs", () => {
  const facts = went({ kind: "no-handshake", reason: "broken off" });
  assertMatch(judgePeer(facts, US, true).cure!, /add --secret FILE/);
  const us = { ...US, isPrivate: true };
  assertMatch(judgePeer(facts, us, true).cure!, /the same key file/);
});

Deno.test("judgeBootstrap() passes on what is wrong with an address, and notes who else is there", () => {
  const [senseless] = judgeBootstrap([{ address: "x", problem: "No" }], US);
  assertEquals([senseless!.level, senseless!.seen], ["fault", "No"]);
  const address = "/ip4/10.0.0.2/tcp/4001/p2p/12D3KooWcow";
  const [ok, note] = judgeBootstrap([went(met(), { address })], US);
  assertEquals([ok!.level, note!.level], ["ok", "note"]);
  const us = { ...US, peer: "12D3KooWox" };
  assertMatch(judgeBootstrap([went(met())], us)[1]!.title, /identity of --st/);
});

const swarm = (peers: SwarmPeer[], us = US) =>
  judgeSwarm({
    swarm: "barn",
    peers,
    seconds: 4,
    isRunning: false,
    worksByAddress: false,
  }, us)
    .map(({ level, title }) => `${level}: ${title}`);

Deno.test("judgeSwarm() counts those who can be reached, and names each who cannot", () => {
  const dead = heard({
    peer: "12D3KooWcow",
    addresses: ["/ip4/10.0.0.3/tcp/4001"],
    reached: [
      went(undefined, {
        host: "10.0.0.3",
        tcp: { kind: "silent", ms: 3500 },
      }),
    ],
  });
  assertEquals(swarm([heard(), dead]), [
    "fault: A firewall keeps connections from the peer at 10.0.0.3:4001",
    'ok: 1 peer of swarm "barn" can be reached',
  ]);
  // One address that works is enough.
  const both = heard({ reached: [went(), went(met())] });
  assertEquals(swarm([both]), [
    'ok: 1 peer of swarm "barn" can be reached',
  ]);
});

Deno.test("judgeSwarm() tells nobody from others, and from those with other secrets", () => {
  assertEquals(swarm([]), ['warning: Nobody of swarm "barn" was heard']);
  const stray = heard({
    relation: "other-swarm",
    reached: [went(met({ swarm: "attic" }))],
  });
  assertEquals(swarm([stray]), [
    'warning: Nobody of swarm "barn" was heard',
    'warning: There are peers here, but in another swarm than "barn"',
  ]);
  assertEquals(
    swarm([stray, heard()]).at(-1),
    "note: There are peers of other swarms, too",
  );
  const secretive = heard({ relation: "other-secret", reached: [] });
  assertEquals(swarm([secretive]), [
    "fault: The peer at 10.0.0.2:4001 has a secret, and none was given here",
  ]);
  assertEquals(swarm([secretive], { ...US, isPrivate: true }), [
    "fault: The peer at 10.0.0.2:4001 has another secret than the one given here",
  ]);
  const open = heard({ relation: "no-secret", reached: [] });
  assertEquals(swarm([open], { ...US, isPrivate: true }), [
    "fault: The peer at 10.0.0.2:4001 has no secret, and one was given here",
  ]);
});

Deno.test("judgeSwarm() sees identities that are in two places", () => {
  const twice = heard({ names: ["abc", "xyz"] });
  assertMatch(swarm([twice])[0]!, /^fault: Two processes take part as one/);
  const us = { ...US, peer: "12D3KooWox" };
  assertMatch(swarm([heard()], us)[0]!, /^fault: A peer with the identity of/);
  const facts = {
    swarm: "barn",
    peers: [heard()],
    seconds: 4,
    worksByAddress: false,
  };
  // The own peer that runs is no copy, and nobody else either.
  assertMatch(
    judgeSwarm({ ...facts, isRunning: true }, us)[0]!.title,
    /^Nobody of/,
  );
});

Deno.test("judgeSwarm() sees peers on a bridge, and peers that cannot train with each other", () => {
  const docker = {
    name: "docker0",
    address: "172.17.0.1",
    netmask: "255.255.0.0",
  };
  const boxed = heard({ on: [docker] });
  const [aside] = judgeSwarm(
    {
      swarm: "barn",
      peers: [boxed],
      seconds: 4,
      isRunning: false,
      worksByAddress: false,
    },
    US,
  );
  assertMatch(aside!.title, /only on docker0, where train does not look/);
  assertStringIncludes(aside!.cure!, "--interface 172.17.0.1");
  const other = heard({
    peer: "12D3KooWcow",
    reached: [went(met({
      manifestHash: "bb",
      manifest: { ...hello().manifest, epochs: 9 },
      details: { name: "cow" },
    }))],
  });
  assertEquals(
    swarm([heard(), other]).at(-1),
    "fault: ox at 10.0.0.2:4001 and cow at 10.0.0.2:4001 train different tasks",
  );
});

Deno.test("judgeClocks() notes clocks that differ by more than was measured to, and never faults them", () => {
  assertEquals(judgeClocks([]), []);
  const [ok] = judgeClocks([met({}, 300)]);
  assertEquals(ok!.level, "ok");
  assertEquals(ok!.seen, "this machine's and those of ox");
  const [note] = judgeClocks([met({}, -7_200_000), met()]);
  assertEquals(note!.level, "note");
  assertMatch(
    note!.seen!,
    /^ox: 2 h 0 min behind this machine\nDrover compares/,
  );
  const vague = { ...met({}, 3000), clockWithin: 2500 };
  assertEquals(judgeClocks([vague])[0]!.level, "ok");
});

Deno.test("what a stranger calls its swarm is typed as a word, and ends no line", () => {
  const swarm = "x; rm -rf ~ $(id)\n\x1b[2J";
  const { title, cure } = judgePeer(went(met({ swarm })), US, true);
  assertStringIncludes(cure!, "--swarm 'x; rm -rf ~ $(id)\ufffd\ufffd[2J',");
  assertEquals(title.split("\n").length, 1);
  const long = judgePeer(went(met({ swarm: "x".repeat(1e6) })), US, true);
  assertEquals(long.title.length + long.cure!.length < 400, true);
});
