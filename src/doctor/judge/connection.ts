import { homeOf } from "../../network/observer/mod.ts";
import type { Finding } from "../finding.ts";
import type { PeerFacts } from "../measure/peers.ts";
import type { Us } from "../us.ts";
import { describeTcp } from "./tcp.ts";

/** What is to be said of one peer. */
export type Verdict = Omit<Finding, "check">;

/** Addresses that containers and virtual machines mostly have on their own machine. */
const CONTAINED = /^(172\.(1[7-9]|2\d|3[01])\.|10\.88\.|192\.168\.122\.)/;

/** `10.0.0.2:4001`. */
export function whereOf({ host, port }: PeerFacts): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Judges an address to which there is no connection. */
export function cannotConnect(
  facts: PeerFacts,
  us: Us,
  isHeard: boolean,
): Verdict {
  const { host, port, tcp } = facts;
  const at = whereOf(facts);
  const seen = isHeard
    ? `it was announced by multicast; TCP: ${describeTcp(tcp)}`
    : `TCP: ${describeTcp(tcp)}`;
  const fault = (title: string, cure: string): Verdict => ({
    level: "fault",
    title,
    seen,
    cure,
  });
  const contained = CONTAINED.test(host)
    ? `; ${host} looks like an address of a container or a virtual machine, which only its own machine reaches: run it with the machine's own network (docker run --network host), or publish its port (-p ${port}:${port}) and name the machine's address`
    : "";
  switch (tcp.kind) {
    case "refused":
      return fault(
        `Nobody listens at ${at}`,
        isHeard
          ? "it has just ended, or was restarted: run the doctor again"
          : "start the peer there, or take the address that it prints now: the port is another one at each start, unless --listen 0.0.0.0:4001 says which",
      );
    case "silent":
      return homeOf(host, us.networks) !== undefined || isHeard
        ? fault(
          isHeard
            ? `A firewall keeps connections from the peer at ${at}`
            : `No answer from ${at}`,
          `${
            isHeard ? "" : "see that the machine is on; "
          }on that machine, let TCP port ${port} in: sudo ufw allow ${port}/tcp, or sudo firewall-cmd --add-port=${port}/tcp; macOS, Windows: allow Deno to receive connections (--listen 0.0.0.0:${port} keeps the port the same at each start)${contained}`,
        )
        : fault(
          `No answer from ${at}, which is in another network`,
          `see that the machine is on, that its router passes TCP port ${port} on to it, and that its firewall lets it in${contained}`,
        );
    case "unreachable":
      return fault(
        `No way leads from this machine to ${host}`,
        `take an address in a network that both machines are in${
          us.networks.length === 0
            ? ""
            : ` (this one is at ${
              us.networks.map(({ address }) => address).join(", ")
            })`
        }${contained}`,
      );
    case "forbidden":
      return fault(
        `This machine's own rules forbid to connect to ${at}`,
        "see its firewall's rules for what goes out, and its routes: ip route",
      );
    case "no-host":
      return fault(
        `There is no host named ${host}`,
        "mend the name, or take the machine's IP address",
      );
    default:
      return fault(
        `Cannot connect to ${at}`,
        "take the address that the peer prints when it starts",
      );
  }
}
