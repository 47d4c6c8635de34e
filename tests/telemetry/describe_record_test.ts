import { assertEquals } from "@std/assert";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { describeRecord } from "../../src/telemetry/words/describe_record.ts";
import { PeerNames } from "../../src/telemetry/words/peer_names.ts";
import { FIGURES, SUMMARY } from "../cli/figures.ts";
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
