import type { Finding } from "../finding.ts";
import type { PortFacts } from "../measure/ports.ts";
import { describeTcp } from "./tcp.ts";
import { startedBy } from "../../telemetry/words/started_by.ts";

const check = "ports";

/** Judges where this machine can listen. */
export function judgePorts(all: readonly PortFacts[]): Finding[] {
  const findings = all.flatMap(judgeOne);
  if (findings.length > 0 || all.length === 0) return findings;
  const addresses = all.flatMap(({ connected }) =>
    connected.map(({ address }) => address)
  );
  return [{
    check,
    level: "ok",
    title: `Connections are taken on ${addresses.join(" and ")}`,
    seen:
      `by this machine from itself; whether a firewall lets others in can only be seen from there: ${startedBy()} doctor --bootstrap ADDR`,
  }];
}

function judgeOne({ host, port, problem, connected }: PortFacts): Finding[] {
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (problem === "in use") {
    return [{
      check,
      level: "warning",
      title: `TCP port ${port} is in use`,
      seen: `another program listens on ${where}, perhaps a peer that runs`,
      cure:
        `if it is none: choose another port with --listen; who it is shows: sudo ss -ltnp 'sport = :${port}' (Linux), sudo lsof -i TCP:${port} (macOS)`,
    }];
  }
  if (problem !== undefined) {
    const cures: Record<string, string> = {
      "no such address":
        `choose an address of this machine, or --listen 0.0.0.0:${port} for all of them`,
      "not permitted": "choose a port from 1024 up",
    };
    const reason = typeof problem === "string" ? problem : problem.reason;
    return [{
      check,
      level: "fault",
      title: `Cannot listen on ${where}`,
      seen: reason,
      cure: cures[reason] ?? "choose another address with --listen",
    }];
  }
  return connected.filter(({ result }) => result.kind !== "open").map((
    { address, result },
  ) => ({
    check,
    level: "fault",
    title: `A firewall on this machine stops connections to ${address}`,
    seen: `a connection from this machine to itself: ${describeTcp(result)}`,
    cure:
      `let Drover's TCP port in, and name one that stays the same: start with --listen 0.0.0.0:4001, and: sudo ufw allow 4001/tcp, or sudo firewall-cmd --add-port=4001/tcp; macOS, Windows: allow Deno to receive connections`,
  }));
}
