import { assertEquals, assertMatch } from "@std/assert";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { describeRecord } from "../../src/telemetry/words/describe_record.ts";
import { printableName } from "../../src/telemetry/words/printable.ts";
import { PeerNames } from "../../src/telemetry/words/peer_names.ts";
import { FIGURES, SUMMARY } from "../cli/figures.ts";
import { EXAMPLES } from "../../src/telemetry/schema/examples.ts";
import { rows } from "./rows.ts";

const words = (record: TelemetryRecord, names = new PeerNames()) => {
  const description = describeRecord(record, names);
  return description && [description.text, description.tone];
};

Deno.test("describeRecord() words what a person should see", () => {
  assertEquals(words({ type: "fault", time: 1, text: "a peer comes" }), [
    "a peer comes",
    "warning",
  ]);
  assertEquals(words({ type: "error", time: 1, message: "No route" }), [
    "No route",
    "warning",
  ]);
  assertEquals(words({ type: "summary", time: 1, ...SUMMARY }), [
    "peer-1 has ended: 10 epochs",
    "good",
  ]);
  const lost = { ...SUMMARY, reason: "diverged in epoch 3" };
  assertEquals(words({ type: "summary", time: 1, ...lost })![1], "warning");
  assertEquals(words({ type: "done", time: 1, reason: "x", progress: 1 }), [
    "Training is done: x",
    "good",
  ]);
});

Deno.test("describeRecord() has no words for figures", () => {
  for (
    const record of [
      { type: "progress", time: 1, ...FIGURES },
      { type: "members", time: 1, members: rows(2) },
      { type: "published", time: 1, feed: "ab", seq: 1, bytes: 9 },
    ] satisfies TelemetryRecord[]
  ) assertEquals(words(record), undefined);
});

Deno.test("what other peers say is shown, and obeyed by no terminal", () => {
  const evil = "ox\x1b]0;owned\x07\x1b[2J\x9b2J\nTraining ended\u202e";
  const reason = `trains ${evil}`;
  const peer = "12D3KooWabcdef";
  assertEquals(
    words({ type: "peer-refused", time: 1, peer, name: "", reason })![0],
    "A peer (…abcdef) trains ox\ufffd]0;owned\ufffd\ufffd[2J\ufffd2J\nTraining ended\ufffd",
  );
  const validation = { epoch: 1, loss: 1, metrics: { "\x1b[2J": 1 } };
  assertEquals(
    words({ type: "validation", time: 1, peer: "", validation })![0],
    "Epoch 1: \ufffd[2J 1.000, loss 1.000 (measured by )",
  );
});

Deno.test("printableName() has a name in one line, not too long, and takes nothing else for one", () => {
  assertEquals(
    printableName(" ox\nTraining ended\x1b[2J "),
    "ox\ufffdTraining ended\ufffd[2J",
  );
  assertEquals(printableName("会议室里的牛"), "会议室里的牛");
  assertEquals([...printableName("🐂".repeat(1e6))].length, 64);
  assertEquals(printableName("\ud83d"), "\ufffd");
  for (const none of [undefined, null, 7, {}, [], "", " \n"]) {
    assertEquals(printableName(none).replaceAll("\ufffd", ""), "");
  }
});

Deno.test("PeerNames learns the names of members, and takes no key for a name", () => {
  const names = new PeerNames();
  const [ox, sheep] = rows(2);
  const unknown = { ...sheep!, name: sheep!.peer.slice(0, 8) };
  names.note({ type: "members", time: 1, members: [ox!, unknown] });
  assertEquals(names.of(ox!.peer), "peer-1");
  assertEquals(names.of(unknown.peer), unknown.peer.slice(0, 8));
  const record: TelemetryRecord = {
    type: "member-left",
    time: 2,
    peer: ox!.peer,
    members: 1,
  };
  assertEquals(words(record, names), ["peer-1 left: 1 peer", "plain"]);
});

Deno.test("Of two of one name it is said which one tells, from the first line on", () => {
  const names = new PeerNames();
  const [self, other] = ["11aa22bb".repeat(8), "33cc44dd".repeat(8)];
  const ready = { ...EXAMPLES["ready"], peer: self!, name: "vm" };
  names.note(ready);
  names.self = self;
  assertEquals(names.tell(self!), "vm");
  assertMatch(words(ready, names)![0]!, /^vm \(11aa22bb\) in swarm /);
  names.note({ type: "peer-connected", time: 2, peer: other!, name: "vm" });
  assertEquals(
    words({
      type: "quorum",
      time: 3,
      from: 2,
      to: 1,
      reason: `slowest ${other} with 9 ms, ${self} with 3 ms`,
    }, names)![0],
    "K 2 -> 1: slowest vm (33cc44dd) with 9 ms, vm (11aa22bb, this one) with 3 ms",
  );
  const left = { type: "member-left", time: 4, members: 1 } as const;
  assertEquals(
    words({ ...left, peer: other! }, names)![0],
    "vm (33cc44dd) left: 1 peer",
  );
});
