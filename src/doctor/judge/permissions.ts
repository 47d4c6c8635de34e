import type { Finding } from "../finding.ts";
import type { PermissionFacts } from "../measure/permissions.ts";
import { FLAGS, startedBy } from "../../telemetry/words/started_by.ts";

/** What training cannot do without, with its flag. */
const NEEDED = [
  ["net", "the network", "--allow-net"],
  ["env", "environment variables", "--allow-env"],
  ["interfaces", "the list of network interfaces", "--allow-sys"],
  ["read", "files of this folder", "--allow-read"],
] as const;

/** The command line that grants everything. */
const cure = () =>
  `start it in Drover's folder with the permissions that deno.json names: ${startedBy()} ...
or one by one: ${startedBy().replace(" -P ", ` ${FLAGS.default} `)} ...`;

/** Judges what Deno allows. */
export function judgePermissions(facts: PermissionFacts): Finding[] {
  const check = "permissions";
  const missing = NEEDED.filter(([key]) => !facts[key]);
  if (missing.length > 0) {
    const flags = missing.map(([, , flag]) => flag).join(" ");
    return [{
      check,
      level: "fault",
      title: "Deno keeps Drover from what it needs",
      seen: `not allowed: ${
        missing.map(([, what]) => what).join(", ")
      } (${flags}); so nothing else could be examined`,
      cure: cure(),
    }];
  }
  const findings: Finding[] = [{
    check,
    level: "ok",
    title: "Deno allows all that training needs",
  }];
  if (!facts.write) {
    findings.push({
      check,
      level: "note",
      title: "Deno allows no writing in this folder",
      seen: "--state, --save and --log need it",
      cure:
        `start with ${startedBy()} ... in Drover's folder, or add --allow-write=FOLDER`,
    });
  }
  return findings;
}
