import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { NetworkError } from "../../src/network/mod.ts";
import {
  parseListenAddress,
  parsePeerAddress,
} from "../../src/network/addresses.ts";
import { chooseInterfaces } from "../../src/network/interfaces.ts";

const lo = { name: "lo", address: "127.0.0.1", netmask: "255.0.0.0" };
const eth = { name: "eth0", address: "192.168.1.7", netmask: "255.255.255.0" };
const wifi = { name: "wlan0", address: "10.0.0.3", netmask: "255.255.255.0" };
const docker = {
  name: "docker0",
  address: "172.17.0.1",
  netmask: "255.255.0.0",
};

Deno.test("chooseInterfaces() takes every real interface and leaves out container bridges", () => {
  assertEquals(chooseInterfaces([lo, eth, docker, wifi]), {
    chosen: [eth, wifi],
    notices: [],
  });
});

Deno.test("chooseInterfaces() takes a container bridge that is named or the only one", () => {
  assertEquals(chooseInterfaces([lo, docker]).chosen, [docker]);
  assertEquals(chooseInterfaces([lo, eth, docker], ["docker0"]).chosen, [
    docker,
  ]);
  assertEquals(chooseInterfaces([lo, eth, docker], ["172.17.0.1"]).chosen, [
    docker,
  ]);
});

Deno.test("chooseInterfaces() says what is missing", () => {
  const alone = chooseInterfaces([lo]);
  assertEquals(alone.chosen, [lo]);
  assertStringIncludes(alone.notices[0]!, "Only peers on this machine");
  const none = chooseInterfaces([]);
  assertStringIncludes(none.notices[0]!, "no IPv4 network interface");
  const wrong = chooseInterfaces([lo, eth], ["10.9.9.9"]);
  assertEquals(wrong.chosen, []);
  assertStringIncludes(wrong.notices[0]!, "10.9.9.9");
  assertStringIncludes(wrong.notices[0]!, "192.168.1.7 (eth0)");
});

Deno.test("parsePeerAddress() reads host:port and multiaddrs", () => {
  const cases = [
    ["10.77.0.1:4001", "/ip4/10.77.0.1/tcp/4001"],
    ["[2001:db8::7]:4001", "/ip6/2001:db8::7/tcp/4001"],
    ["ox.example:9", "/dns4/ox.example/tcp/9"],
    ["/ip4/10.0.0.1/tcp/1", "/ip4/10.0.0.1/tcp/1"],
  ];
  for (const [text, address] of cases) {
    assertEquals(parsePeerAddress(text!), address);
  }
  for (const text of ["10.77.0.1", "10.77.0.999:1", "ox:99999", "a b:1"]) {
    assertThrows(() => parsePeerAddress(text), NetworkError, "Cannot connect");
  }
});

Deno.test("parseListenAddress() reads host:port and multiaddrs", () => {
  assertEquals(parseListenAddress("0.0.0.0:4001"), "/ip4/0.0.0.0/tcp/4001");
  assertEquals(parseListenAddress("[::1]:0"), "/ip6/::1/tcp/0");
  assertEquals(parseListenAddress("localhost:9"), "/ip4/127.0.0.1/tcp/9");
  assertEquals(
    parseListenAddress("/ip4/10.0.0.1/tcp/4001"),
    "/ip4/10.0.0.1/tcp/4001",
  );
});

for (
  const text of [
    "4001",
    "1.2.3.4",
    "1.2.3.4:99999",
    "300.1.1.1:1",
    "/ip4/x",
    "",
  ]
) {
  Deno.test(`parseListenAddress() says what is wrong with ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseListenAddress(text), NetworkError, "Cannot listen");
  });
}
