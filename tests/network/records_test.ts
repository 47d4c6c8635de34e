import { assertEquals } from "@std/assert";
import {
  announce,
  isQuery,
  query,
  randomPeerName,
  readAnnouncements,
  SERVICE,
} from "../../src/network/mdns/records.ts";

const peer = "12D3KooWRCXMrCsGnNYfj4eHeSjYSAV3yKoeDh7kvMmU1aAB4So";
const id = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";
const address = "/ip4/192.168.1.7/tcp/4001";
const full = `${address}/p2p/${id}`;

Deno.test("readAnnouncements() reads what announce() writes", () => {
  const announcement = { name: "abc", peer: id, addresses: [full] };
  for (
    const more of [{}, { tag: { swarm: "12" } }, {
      tag: { swarm: "12", secret: "34" },
    }]
  ) {
    const each = { ...announcement, ...more };
    assertEquals(readAnnouncements(announce(each)), [each]);
  }
});

Deno.test("announce() adds the peer id and leaves out what a TXT record cannot hold", () => {
  const long = `/dns4/${"x".repeat(300)}/tcp/1`;
  const packet = announce({ name: "a", peer: id, addresses: [address, long] });
  assertEquals(packet.answers, [
    { name: SERVICE, type: "PTR", ttl: 120, data: `a.${SERVICE}` },
  ]);
  assertEquals(packet.additionals, [
    { name: `a.${SERVICE}`, type: "TXT", ttl: 120, data: `dnsaddr=${full}` },
  ]);
});

Deno.test("readAnnouncements() takes TXT records of several strings among the answers", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const owner = `abc.${SERVICE}`;
  assertEquals(
    readAnnouncements({
      answers: [
        { name: SERVICE.toUpperCase(), type: "PTR", data: owner },
        {
          name: owner,
          type: "TXT",
          data: [bytes("x=1"), bytes(`dnsaddr=${full}`)],
        },
      ],
    }),
    [{ name: "abc", peer: id, addresses: [full] }],
  );
});

Deno.test("readAnnouncements() leaves out nonsense, other services and other peers' addresses", () => {
  const owner = `abc.${SERVICE}`;
  const texts = [
    "dnsaddr=",
    "dnsaddr=/ip4/1.2.3.4/tcp/1",
    "dnsaddr=/nonsense",
    `dnsaddr=/ip4/1.2.3.4/tcp/1/p2p/${peer.slice(0, -1)}`,
  ];
  for (const data of texts) {
    assertEquals(
      readAnnouncements({
        answers: [{ name: SERVICE, type: "PTR", data: owner }],
        additionals: [{ name: owner, type: "TXT", data }],
      }),
      [],
      data,
    );
  }
  assertEquals(
    readAnnouncements({
      answers: [{ name: "_http._tcp.local", type: "PTR", data: owner }],
      additionals: [{ name: owner, type: "TXT", data: `dnsaddr=${full}` }],
    }),
    [],
  );
  assertEquals(readAnnouncements({}), []);
});

Deno.test("isQuery() knows the question for libp2p peers", () => {
  assertEquals(isQuery(query()), true);
  assertEquals(
    isQuery({ questions: [{ name: "_http._tcp.local", type: "PTR" }] }),
    false,
  );
  assertEquals(isQuery({}), false);
});

Deno.test("randomPeerName() is a DNS label and never the same", () => {
  const names = Array.from({ length: 100 }, randomPeerName);
  assertEquals(names.every((name) => /^[a-z0-9]{32,63}$/.test(name)), true);
  assertEquals(new Set(names).size, 100);
});
