import { bytes, count } from "../../telemetry/words/format.ts";
import type { Finding } from "../finding.ts";
import type { StateFacts } from "../measure/state.ts";
import { startedBy } from "../../telemetry/words/started_by.ts";

const check = "state";

/** Judges a state folder. */
export function judgeState(facts: StateFacts): Finding[] {
  const { path, kind, problem } = facts;
  if (problem !== undefined) {
    return [{
      check,
      level: "fault",
      title: `Cannot read --state ${path}`,
      seen: problem instanceof Error ? problem.message : String(problem),
      cure: problem instanceof Deno.errors.NotCapable
        ? `start Drover with ${startedBy()} ..., and name a folder in Drover's own (or add --allow-read and --allow-write)`
        : "see who owns it (ls -la), or name another folder",
    }];
  }
  if (kind === "no folder") {
    return [{
      check,
      level: "fault",
      title: `--state ${path} is a file, where a folder should be`,
      cure: "name another folder",
    }];
  }
  if (kind === "none") {
    return [{
      check,
      level: "ok",
      title: `--state ${path} will be made at the first start`,
    }];
  }
  const findings = [...damages(facts), ...identities(facts)];
  if (facts.isLocked) {
    findings.push({
      check,
      level: "warning",
      title: `A process trains with --state ${path} now`,
      seen: "the folder is locked; what is in it was not looked through",
      cure:
        "that is fine if it is the peer you mean; a second one needs a folder of its own",
    });
  }
  if (findings.length > 0) return findings;
  const unread = facts.unread === 0
    ? ""
    : `; ${bytes(facts.unread)} were not read through`;
  return [{
    check,
    level: "ok",
    title: `--state ${path} is whole`,
    seen: `${count(facts.trainings, "training")}, identity ${
      facts.peer?.slice(-8) ?? "not made yet"
    }${unread}`,
  }];
}

function damages({ path, damage }: StateFacts): Finding[] {
  if (damage.length === 0) return [];
  return [{
    check,
    level: "warning",
    title: `Something in --state ${path} is damaged`,
    seen: `the next start will say:\n${damage.join("\n")}`,
    cure:
      "nothing: a start sets it aside and takes what is missing from the others. If it comes again, the disk is failing",
  }];
}

function identities(facts: StateFacts): Finding[] {
  const { path, identityBytes, isIdentityOpen } = facts;
  if (identityBytes !== undefined && identityBytes !== 32) {
    return [{
      check,
      level: "fault",
      title: `The identity in --state ${path} is damaged`,
      seen: `${path}/identity has ${identityBytes} bytes, an identity has 32`,
      cure: "move that file away: a start makes a new one",
    }];
  }
  if (isIdentityOpen) {
    return [{
      check,
      level: "warning",
      title:
        `Other users of this machine can read the identity in --state ${path}`,
      seen: "whoever has it can take part as this peer",
      cure: `chmod 600 ${path}/identity`,
    }];
  }
  return [];
}
