import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { judgeInterfaces } from "../../src/doctor/judge/interfaces.ts";
import { judgeMulticast } from "../../src/doctor/judge/multicast.ts";
import { judgePermissions } from "../../src/doctor/judge/permissions.ts";
import { judgePorts } from "../../src/doctor/judge/ports.ts";
import { judgeRoutes } from "../../src/doctor/judge/routes.ts";
import type { Address } from "../../src/doctor/measure/interfaces.ts";
import type { Heard } from "../../src/network/observer/mod.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

const v4 = (name: string, address: string): Address => ({
  name,
  family: "IPv4",
  address,
  netmask: address.startsWith("127.") ? "255.0.0.0" : "255.255.255.0",
});
const lo = v4("lo", "127.0.0.1");
const eth0 = v4("eth0", "192.168.1.5");

/** Levels and titles, in a line each. */
function lines(findings: { level: string; title: string }[]): string[] {
  return findings.map(({ level, title }) => `${level}: ${title}`);
}

const interfaces = (...all: Address[]) =>
  judgeInterfaces({ all, wanted: undefined });

Deno.test("judgeInterfaces() finds an ordinary machine in order", () => {
  assertEquals(lines(interfaces(lo, eth0)), [
    "ok: Peers are looked for on 192.168.1.5 (eth0)",
  ]);
});

Deno.test("judgeInterfaces() says which bridges are left out, and how to look there", () => {
  const [finding] = interfaces(lo, eth0, v4("docker0", "172.17.0.1"));
  assertEquals(finding!.level, "ok");
  assertMatch(finding!.seen!, /172\.17\.0\.1 \(docker0\).*--interface 172/);
});

Deno.test("judgeInterfaces() tells no network from IPv6 alone", () => {
  assertEquals(lines(interfaces(lo)), [
    "fault: This machine is in no network: only peers on it can be found",
  ]);
  const v6: Address = {
    name: "eth0",
    family: "IPv6",
    address: "2001:db8::7",
    netmask: "ffff::",
  };
  const local = { ...v6, address: "fe80::1" };
  const [finding] = interfaces(lo, local, v6);
  assertMatch(finding!.title, /IPv6 addresses only/);
  assertStringIncludes(finding!.cure!, "--listen '[2001:db8::7]:4001'");
  assertMatch(interfaces(lo, local)[0]!.title, /in no network/);
});

Deno.test("judgeInterfaces() notes tunnels, twins in a subnet and addresses that nobody gave", () => {
  assertEquals(
    lines(interfaces(
      lo,
      eth0,
      v4("wlan0", "192.168.1.9"),
      v4("wg0", "10.8.0.2"),
      v4("eth1", "169.254.3.4"),
    )).slice(1),
    [
      "warning: Nobody gave this machine an address, so it took one itself",
      "note: A tunnel (VPN) is among the networks in use",
      "warning: Two interfaces are in one network",
    ],
  );
});

Deno.test("judgeInterfaces() names the addresses there are when --interface names none of them", () => {
  const [finding, ...more] = judgeInterfaces({
    all: [lo, eth0],
    wanted: ["192.168.1.6"],
  });
  assertEquals([finding!.level, more.length], ["fault", 0]);
  assertMatch(finding!.seen!, /192\.168\.1\.6.*192\.168\.1\.5 \(eth0\)/);
});

Deno.test("judgeRoutes() never calls a missing route a fault, and says where it is not known", () => {
  const level = (outside?: boolean, multicast?: boolean) =>
    judgeRoutes({ outside, multicast }).map(({ level }) => level);
  assertEquals(level(true, true), ["ok"]);
  assertEquals(level(false, false), ["note", "note"]);
  assertEquals(level(false, true), ["note"]);
  assertMatch(
    judgeRoutes({ outside: undefined, multicast: undefined })[0]!.title,
    /could not be found out/,
  );
});

const heard = (more: Partial<Heard>): Heard => ({
  on: eth0,
  asked: 4,
  echo: 1.2,
  troubles: [],
  others: [],
  observers: [],
  sightings: [],
  ...more,
});

Deno.test("judgeMulticast() tells a taken port, a firewall and a quiet network apart", () => {
  const judge = (more: Partial<Heard>) => judgeMulticast([heard(more)])[0]!;
  const taken = judge({
    echo: undefined,
    troubles: ["another program keeps UDP port 5353 to itself"],
  });
  assertEquals(taken.level, "fault");
  assertStringIncludes(taken.cure!, "sudo ss -ulpn 'sport = :5353'");
  const deaf = judge({ echo: undefined });
  assertEquals(deaf.level, "fault");
  assertMatch(deaf.title, /does not come back/);
  assertMatch(deaf.cure!, /ufw allow 5353\/udp.*\n.*--bootstrap/);
  const quiet = judge({});
  // It may be as it should be: no more than a note, and as a possibility.
  assertEquals(quiet.level, "note");
  assertMatch(quiet.cure!, /may hold multicast back/);
  const fine = judge({
    others: ["192.168.1.7", "192.168.1.9"],
    observers: ["192.168.1.9"],
  });
  assertEquals(fine.level, "ok");
  assertMatch(fine.seen!, /2 other machines.*doctor runs on 192\.168\.1\.9/);
  assertEquals(judge({ on: lo }).level, "ok");
});

Deno.test("judgePorts() tells a busy port, a foreign address and a firewall apart", () => {
  const port = { host: "0.0.0.0", port: 4001, connected: [] };
  const [busy] = judgePorts([{ ...port, problem: "in use" }]);
  assertEquals(busy!.level, "warning");
  const [foreign] = judgePorts([{ ...port, problem: "no such address" }]);
  assertEquals(foreign!.level, "fault");
  assertStringIncludes(foreign!.cure!, "--listen 0.0.0.0:4001");
  const open = { kind: "open", ms: 0.2 } as const;
  const silent = { kind: "silent", ms: 1500 } as const;
  const connected = [
    { address: "10.0.0.1", result: open },
    { address: "10.0.1.1", result: silent },
  ];
  assertEquals(lines(judgePorts([{ ...port, connected }])), [
    "fault: A firewall on this machine stops connections to 10.0.1.1",
  ]);
  assertEquals(
    lines(judgePorts([{ ...port, connected: connected.slice(0, 1) }])),
    ["ok: Connections are taken on 10.0.0.1"],
  );
});

Deno.test("judgePermissions() names what is missing, with the command that grants it", () => {
  const all = {
    net: true,
    env: true,
    interfaces: true,
    read: true,
    write: true,
    hostName: true,
    memory: true,
    room: true,
    ffi: false,
  };
  assertEquals(judgePermissions(all).map(({ level }) => level), ["ok"]);
  const [fault, ...more] = judgePermissions({
    ...all,
    net: false,
    interfaces: false,
  });
  assertEquals([fault!.level, more.length], ["fault", 0]);
  assertMatch(fault!.seen!, /\(--allow-net --allow-sys\); so/);
  assertStringIncludes(fault!.cure!, startedBy());
  assertEquals(
    judgePermissions({ ...all, write: false }).map(({ level }) => level),
    ["ok", "note"],
  );
});
