import type { Heard } from "../../network/observer/mod.ts";
import type { Finding } from "../finding.ts";
import { count } from "../../telemetry/words/format.ts";
import { startedBy } from "../../telemetry/words/started_by.ts";

const check = "multicast";

/** How many addresses to name. */
const NAMED = 5;

const FIREWALL =
  `let UDP port 5353 through this machine's firewall, in and out. On Linux: sudo ufw allow 5353/udp, or sudo firewall-cmd --add-service=mdns; macOS, Windows: allow Deno to receive connections`;

const ELSE_BOOTSTRAP =
  "or do without multicast: start the others with --bootstrap and the address that this peer prints when it starts";

/**
 * Judges multicast on the interfaces that peers are looked for on.
 *
 * @param worksByAddress Whether an address that was given works without it
 */
export function judgeMulticast(
  heard: readonly Heard[],
  worksByAddress = false,
): Finding[] {
  const findings = heard.map(judgeOne);
  return worksByAddress ? findings.map(notNeeded) : findings;
}

/** What is only good to know where an address works without multicast. */
function notNeeded(finding: Finding): Finding {
  const { cure, ...rest } = finding;
  if (rest.level !== "fault") return rest;
  return {
    ...rest,
    level: "note",
    cure:
      `nothing, where the address that was given works. For peers to find each other without: ${
        cure!.replace(`\n${ELSE_BOOTSTRAP}`, "")
      }`,
  };
}

function judgeOne(heard: Heard): Finding {
  const { on, echo, troubles, others, observers, asked } = heard;
  const where = `${on.address} (${on.name})`;
  const [trouble] = troubles;
  if (trouble !== undefined) {
    const isPortTaken = trouble.includes("keeps UDP port 5353");
    return {
      check,
      level: "fault",
      title: `Peers cannot be looked for on ${where}: multicast does not work`,
      seen: trouble,
      cure: isPortTaken
        ? `end that program, or let it share the port; who it is shows: sudo ss -ulpn 'sport = :5353' (Linux), sudo lsof -i UDP:5353 (macOS)\n${ELSE_BOOTSTRAP}`
        : `see whether the interface is up: ip link show ${on.name}; if it is, ${FIREWALL}\n${ELSE_BOOTSTRAP}`,
    };
  }
  if (echo === undefined) {
    return {
      check,
      level: "fault",
      title: `Peers cannot be found on ${where}: multicast does not come back`,
      seen: others.length === 0
        ? `${
          count(asked, "question")
        } sent, none of them heard by this machine itself`
        : `${
          count(asked, "question")
        } sent, none of them heard by this machine itself, though ${
          list(others)
        } ${others.length === 1 ? "was" : "were"} heard`,
      cure: `${FIREWALL}\n${ELSE_BOOTSTRAP}`,
    };
  }
  const came = `own question heard after ${echo.toFixed(0)} ms`;
  if (on.address.startsWith("127.")) {
    return {
      check,
      level: "ok",
      title: `Multicast works on ${where}, which no other machine hears`,
      seen: came,
    };
  }
  if (others.length > 0) {
    const doctors = observers.length === 0
      ? ""
      : `; a doctor runs on ${list(observers)}, too`;
    return {
      check,
      level: "ok",
      title: `Multicast works on ${where}`,
      seen: `${came}; ${count(others.length, "other machine")} heard: ${
        list(others)
      }${doctors}`,
    };
  }
  return {
    check,
    level: "note",
    title: `Multicast works on ${where}, but nobody else was heard`,
    seen:
      `${came}; nothing came from any other machine. That is as it should be if no other runs anything that speaks multicast DNS`,
    cure:
      `run ${startedBy()} doctor on the other machine at the same time: the two should hear each other. If they do not, the network may hold multicast back (guest Wi-Fi, "client isolation", a switch with IGMP snooping, or the other's firewall); then name a peer with --bootstrap`,
  };
}

function list(addresses: readonly string[]): string {
  const more = addresses.length - NAMED;
  return addresses.slice(0, NAMED).join(", ") +
    (more > 0 ? ` and ${more} more` : "");
}
