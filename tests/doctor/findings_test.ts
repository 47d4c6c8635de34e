import { assert, assertEquals } from "@std/assert";
import {
  describeFinding,
  describeTally,
  wrap,
} from "../../src/cli/doctor/describe_findings.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";
import { createStyle } from "../../src/cli/terminal/mod.ts";
import { type Finding, worstLast } from "../../src/doctor/mod.ts";

const finding = (
  level: Finding["level"],
  check: Finding["check"],
): Finding => ({
  check,
  level,
  title: `${level} of ${check}`,
});

Deno.test("describeFinding() lets no stranger write to the terminal", () => {
  const evil = "\x1b[2J\x1b]0;owned\x07";
  const found: Finding = {
    check: "swarm",
    level: "fault",
    title: `No way to ${evil}\n✓ All is well`,
    seen: evil,
    cure: evil,
  };
  const lines = describeFinding(found, 80, createStyle(false));
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x1f\x7f-\x9f]/.test(lines.join("")), lines.join("\n"));
});

Deno.test("worstLast() puts what others may follow from at the very end", () => {
  const sorted = worstLast([
    finding("fault", "multicast"),
    finding("fault", "swarm"),
    finding("ok", "swarm"),
    finding("ok", "permissions"),
    finding("warning", "disk"),
    finding("note", "routes"),
  ]);
  assertEquals(sorted.map(({ title }) => title), [
    "ok of permissions",
    "ok of swarm",
    "note of routes",
    "warning of disk",
    "fault of swarm",
    "fault of multicast",
  ]);
  assertEquals(describeTally(sorted, 80), [
    "2 faults, 1 warning, 1 note, 2 as it should be. Begin with: fault of multicast",
  ]);
  assertEquals(describeTally([finding("ok", "disk")], 80), [
    "Nothing is wrong: 1 as it should be",
  ]);
});

Deno.test("describeFinding() marks each level by a sign of its own, and sets what to do apart", () => {
  const style = createStyle(false);
  const shown = describeFinding(
    {
      check: "multicast",
      level: "fault",
      title: "Peers cannot be found",
      seen: "3 questions sent\nnone came back",
      cure: "let UDP port 5353 through",
    },
    40,
    style,
  );
  assertEquals(shown, [
    "✗ Peers cannot be found",
    "    seen  3 questions sent",
    "          none came back",
    "    do    let UDP port 5353 through",
  ]);
  const command = `${startedBy()} train wine.ts --swarm barn --k 2`;
  const cure = `if that is the one you mean: --swarm barn\n${command}`;
  assertEquals(
    describeFinding({ ...finding("note", "swarm"), cure }, 40, style).slice(1),
    [
      "    do    if that is the one you mean:",
      "          --swarm barn",
      `          ${command}`,
    ],
  );
  const marks = (["ok", "note", "warning", "fault"] as const).map((level) =>
    describeFinding(finding(level, "disk"), 80, style)[0]![0]
  );
  assertEquals(new Set(marks).size, 4);
});

Deno.test("wrap() breaks between words, and leaves an address whole", () => {
  const address = "/ip4/192.168.1.7/tcp/4001/p2p/12D3KooWsomething";
  const lines = wrap(`go to ${address} and see what is there`, 20);
  assertEquals(lines.join(" "), `go to ${address} and see what is there`);
  assert(lines.includes(address));
  for (const line of lines) assert(line.length <= 20 || line === address);
});
