import type { Finding } from "../finding.ts";
import type { RouteFacts } from "../measure/routes.ts";

const check = "routes";

/** Judges the ways out of this machine. */
export function judgeRoutes({ outside, multicast }: RouteFacts): Finding[] {
  if (outside === undefined && multicast === undefined) {
    return [{
      check,
      level: "note",
      title: "Which ways lead out of this machine could not be found out",
    }];
  }
  const findings: Finding[] = [];
  if (outside === false) {
    findings.push({
      check,
      level: "note",
      title: "No way leads to other networks (there is no default route)",
      seen:
        "peers in this machine's own network can be reached, any others cannot",
      cure:
        "nothing, if all peers are in one network; else give this machine a default gateway, such as: sudo ip route add default via ROUTER",
    });
  }
  if (multicast === false) {
    findings.push({
      check,
      level: "note",
      title: "No route for multicast",
      seen:
        "Drover names the interface itself and needs none; other programs that use multicast find nothing here, and say nothing",
      cure:
        "nothing for Drover; for others: sudo ip route add 224.0.0.0/4 dev INTERFACE",
    });
  }
  if (findings.length === 0) {
    findings.push({
      check,
      level: "ok",
      title: "There are routes to other networks and for multicast",
    });
  }
  return findings;
}
