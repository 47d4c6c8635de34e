import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describeTally } from "../../src/cli/doctor/describe_findings.ts";
import { judgeBootstrap, workingOf } from "../../src/doctor/judge/bootstrap.ts";
import { judgeClocks } from "../../src/doctor/judge/clock.ts";
import { trainWith } from "../../src/doctor/judge/command_line.ts";
import { judgeMulticast } from "../../src/doctor/judge/multicast.ts";
import { isSlip } from "../../src/doctor/judge/other_swarms.ts";
import { judgeSwarm } from "../../src/doctor/judge/swarm.ts";
import type { SwarmPeer } from "../../src/doctor/measure/swarm.ts";
import { type Finding, worstLast } from "../../src/doctor/mod.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";
import { ETH0, heard, hello, met, US, went } from "./people.ts";

const own = heard({
  peer: "12D3KooWme",
  addresses: ["/ip4/10.0.0.1/tcp/4002", "/ip4/127.0.0.1/tcp/4002"],
  reached: [went(met({ details: { name: "me" } }), { host: "10.0.0.1" })],
});

const inKitchen = (name: string, more: Partial<SwarmPeer> = {}) =>
  heard({
    relation: "other-swarm",
    reached: [went(met({ swarm: name }))],
    ...more,
  });

const judge = (peers: SwarmPeer[], us = US, worksByAddress = false) =>
  judgeSwarm({
    swarm: "barn",
    peers,
    seconds: 4,
    isRunning: false,
    worksByAddress,
  }, us);

const lines = (findings: Finding[]) =>
  findings.map(({ level, title }) => `${level}: ${title}`);

Deno.test("judgeSwarm() takes a process of this machine for no company", () => {
  assertEquals(lines(judge([own])), [
    `note: This machine's own process is in swarm "barn"`,
    'warning: Nobody else of swarm "barn" was heard',
  ]);
  assertEquals(lines(judge([own, heard()])), [
    `note: This machine's own process is in swarm "barn"`,
    'ok: 1 peer of swarm "barn" can be reached',
  ]);
  // Where this machine alone is looked at, that is the company.
  assertEquals(lines(judge([own], { ...US, own: [] })), [
    'ok: 1 peer of swarm "barn" can be reached',
  ]);
});

Deno.test("judgeSwarm() leaves a machine that has a bridge of the same address as ours another one", () => {
  const us = { ...US, own: [...US.own, "172.17.0.1"] };
  const addresses = ["/ip4/172.17.0.1/tcp/4001", "/ip4/10.0.0.2/tcp/4001"];
  assertEquals(lines(judge([heard({ addresses })], us)), [
    'ok: 1 peer of swarm "barn" can be reached',
  ]);
});

Deno.test("judgeSwarm() says which swarm was meant, by its name and by what it trains", () => {
  const us = {
    ...US,
    asked: { task: "wine.ts", options: { swarm: ["barn"], k: ["2"] } },
  };
  // The own process trains what the others in "barns" do.
  const [, nobody, meant] = judge([own, inKitchen("barns")], us);
  assertEquals(nobody!.level, "warning");
  assertEquals(lines([meant!]), [
    'fault: There is a swarm "barns" here, and nobody else in "barn"',
  ]);
  assertMatch(meant!.seen!, /nearly the same, and it trains the same task/);
  assertEquals(
    meant!.cure,
    `if that is the one you mean: --swarm barns\n${startedBy()} train wine.ts --swarm barns --k 2`,
  );
  // Either is a sign; with company it is no more than good to know.
  const task = { lines: hello().manifest, hash: "aa" };
  const same = judge([inKitchen("attic")], { ...us, manifest: task });
  assertMatch(same[1]!.cure!, /--swarm attic/);
  assertEquals(same.map(({ level }) => level), ["warning", "warning"]);
  const [, other] = judge([heard(), inKitchen("barns")], us);
  assertEquals(other!.level, "note");
  assertMatch(other!.cure!, /--swarm barns/);
});

Deno.test("judgeSwarm() says where a process of this machine has the name that is a slip", () => {
  const slip = inKitchen("bran", { addresses: own.addresses });
  const [found] = judge([heard(), slip]).slice(-1);
  assertEquals(
    lines([found!]),
    ['warning: A process of this machine is in swarm "bran", not in "barn"'],
  );
  assertMatch(found!.cure!, /stop it, and start it with --swarm barn$/);
});

Deno.test("isSlip() takes two letters for a slip, in short names fewer", () => {
  assertEquals(
    [["kitchn", "kitchen"], ["Kitchen", "kitchen"], ["barn", "bran"]]
      .map(([a, b]) => isSlip(a!, b!)),
    [true, true, true],
  );
  assertEquals(
    [["ox", "hen"], ["kitchen", "chicken coop"], ["a", "b"]]
      .map(([a, b]) => isSlip(a!, b!)),
    [false, false, false],
  );
});

Deno.test("an address that works makes notes of what multicast lacks, and is what to start with", () => {
  const us = {
    ...US,
    manifest: { lines: hello().manifest, hash: "aa" },
    asked: {
      task: "wine.ts",
      options: { swarm: ["barn"], bootstrap: ["old"], "no-discovery": [] },
    },
  };
  const facts = [went(met(), { address: "/ip4/10.0.0.2/tcp/4001" })];
  assertEquals(workingOf(facts, us), ["/ip4/10.0.0.2/tcp/4001"]);
  const deaf = {
    on: ETH0,
    asked: 4,
    echo: undefined,
    troubles: [],
    others: [],
    observers: [],
    sightings: [],
  };
  assertEquals(judgeMulticast([deaf])[0]!.level, "fault");
  const findings = worstLast([
    ...judgeMulticast([deaf], true),
    ...judgeSwarm({
      swarm: "barn",
      peers: [],
      seconds: 4,
      isRunning: false,
      worksByAddress: true,
    }, us),
    ...judgeBootstrap(facts, us),
  ]);
  assertEquals(lines(findings), [
    "ok: ox at 10.0.0.2:4001 would train with you",
    "ok: By that address it works: start train with it",
    "note: Peers cannot be found on 10.0.0.1 (eth0): multicast does not come back",
    'note: Nobody of swarm "barn" was heard by multicast',
  ]);
  const multicast = findings[2]!.cure!;
  assertMatch(multicast, /^nothing, .*sudo ufw allow 5353\/udp/);
  assertEquals(multicast.includes("--bootstrap"), false);
  assertEquals(describeTally(findings, 80), [
    "Nothing is wrong: 2 notes, 2 as it should be",
    "By that address it works: start train with it",
    `    ${startedBy()} train wine.ts --swarm barn --bootstrap /ip4/10.0.0.2/tcp/4001 --no-discovery`,
  ]);
});

Deno.test("judgeBootstrap() takes an address of this machine for no company", () => {
  const facts = [went(met(), { host: "10.0.0.1" })];
  assertEquals(workingOf(facts, US), []);
  const findings = judgeBootstrap(facts, US);
  assertEquals(findings.at(-1)!.level, "note");
  assertMatch(findings.at(-1)!.title, /an address of this machine itself/);
});

Deno.test("trainWith() keeps words together, and the doctor's own options out", () => {
  const asked = { task: "my task.ts", options: { json: [], save: ["a b"] } };
  assertEquals(
    trainWith(asked, { swarm: ["barn"] }),
    `${startedBy()} train 'my task.ts' --save 'a b' --swarm barn`,
  );
  assertStringIncludes(
    trainWith({ task: undefined, options: {} }),
    " train TASK",
  );
});

Deno.test("machines of one name are told apart by their ids", () => {
  const peer = (id: string, port: number) =>
    heard({
      peer: id,
      reached: [went(met({ details: { name: "vm" } }), { port })],
    });
  const [found] = judge([
    peer("12D3KooWaaaaaa", 4001),
    peer("12D3KooWbbbbbb", 4002),
    heard(),
  ]);
  assertEquals(found!.seen!.split("\n").map((line) => line.split(", ")[0]), [
    "vm (…aaaaaa) at 10.0.0.2:4001",
    "vm (…bbbbbb) at 10.0.0.2:4002",
    "ox at 10.0.0.2:4001",
  ]);
  const late = (peer: string) => ({ ...met({}, -7_200_000), peer });
  const [clocks] = judgeClocks([late("12D3KooWaaaaaa"), late("12D3KooWb")]);
  assertMatch(clocks!.seen!, /^ox \(…aaaaaa\): 2 h 0 min/);
});
