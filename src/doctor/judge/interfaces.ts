import { chooseInterfaces } from "../../network/mod.ts";
import { isInSubnet } from "../../network/observer/mod.ts";
import type { Finding } from "../finding.ts";
import type { Address, InterfaceFacts } from "../measure/interfaces.ts";

/** Names that tunnels to other networks have. */
const TUNNEL = /^(tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx|proton)/i;

/** Given by a machine to itself where nobody gives it an address (RFC 3927). */
const SELF_GIVEN = /^169\.254\./;

const check = "interfaces";

/** The IPv4 addresses among an interface's. */
export function ipv4Of({ all }: InterfaceFacts): Address[] {
  return all.filter(({ family }) => family === "IPv4");
}

/** Judges which addresses there are, and which of them peers are looked for on. */
export function judgeInterfaces(facts: InterfaceFacts): Finding[] {
  const all = ipv4Of(facts);
  const { chosen, notices } = chooseInterfaces(
    all,
    facts.wanted && [...facts.wanted],
  );
  const outward = chosen.filter(({ address }) => !address.startsWith("127."));
  if (facts.wanted !== undefined && notices.length > 0) {
    return [{
      check,
      level: "fault",
      title: "There is no such interface",
      seen: notices.join("\n"),
      cure: "name an address of this machine, or leave --interface out",
    }];
  }
  if (outward.length === 0 && facts.wanted === undefined) {
    return [withoutNetwork(facts)];
  }
  const left = facts.wanted === undefined
    ? all.filter((each) =>
      !chosen.includes(each) && !each.address.startsWith("127.")
    )
    : [];
  return [
    {
      check,
      level: "ok",
      title: `Peers are looked for on ${chosen.map(named).join(" and ")}`,
      ...(left.length === 0 ? {} : { seen: leftOut(left) }),
    },
    ...oddities(outward),
  ];
}

function withoutNetwork({ all }: InterfaceFacts): Finding {
  const v6 = all.filter(({ family, address }) =>
    family === "IPv6" && address !== "::1" && !/^fe80/i.test(address)
  );
  if (v6.length > 0) {
    return {
      check,
      level: "fault",
      title:
        "This machine has IPv6 addresses only, and peers find each other over IPv4",
      seen: v6.map(named).join(", "),
      cure: `give it an IPv4 address; or start it with --listen '[${
        v6[0]!.address
      }]:4001', and the others with --bootstrap /ip6/${
        v6[0]!.address
      }/tcp/4001`,
    };
  }
  return {
    check,
    level: "fault",
    title: "This machine is in no network: only peers on it can be found",
    seen: `interfaces: ${all.map(named).join(", ") || "none"}`,
    cure:
      "connect it (cable, Wi-Fi), and look at its address with: ip -4 address (Linux), ifconfig (macOS), ipconfig (Windows)",
  };
}

/** What may go wrong with interfaces that are used. */
function oddities(
  used: readonly Address[] | readonly NetworkLike[],
): Finding[] {
  const findings: Finding[] = [];
  const alone = used.filter(({ address }) => SELF_GIVEN.test(address));
  if (alone.length > 0) {
    findings.push({
      check,
      level: "warning",
      title: "Nobody gave this machine an address, so it took one itself",
      seen: alone.map(named).join(", "),
      cure:
        "see whether the network works at all (cable, Wi-Fi password, router); peers with such addresses find only each other",
    });
  }
  const tunnels = used.filter(({ name }) => TUNNEL.test(name));
  if (tunnels.length > 0) {
    findings.push({
      check,
      level: "note",
      title: "A tunnel (VPN) is among the networks in use",
      seen: `${
        tunnels.map(named).join(", ")
      }; most tunnels carry no multicast, so peers behind it are not found by themselves`,
      cure:
        "name a peer behind it with --bootstrap; if peers in the local network vanish while it is on, let it leave the local network alone",
    });
  }
  used.forEach((each, i) => {
    const twin = used.slice(i + 1).find((other) =>
      other.name !== each.name && isInSubnet(other.address, each)
    );
    if (twin === undefined) return;
    findings.push({
      check,
      level: "warning",
      title: "Two interfaces are in one network",
      seen: `${named(each)} and ${
        named(twin)
      }: answers may leave by the other one, and be dropped`,
      cure: `turn one of them off, or choose with --interface ${each.address}`,
    });
  });
  return findings;
}

interface NetworkLike {
  name: string;
  address: string;
  netmask: string;
}

function leftOut(left: readonly NetworkLike[]): string {
  return `not on ${
    left.map(named).join(", ")
  }: such bridges lead to containers and virtual machines of this machine alone (--interface ${
    left[0]!.address
  } looks there)`;
}

function named({ name, address }: { name: string; address: string }): string {
  return `${address} (${name})`;
}
