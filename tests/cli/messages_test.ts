import { assertEquals, assertStringIncludes } from "@std/assert";
import { describeError } from "../../src/cli/describe_error.ts";
import { describeBriefly } from "../../src/telemetry/words/describe_briefly.ts";
import { describeEvent } from "../../src/telemetry/words/describe_event.ts";
import { describeSummary } from "../../src/cli/describe_summary.ts";
import {
  CommandError,
  exitCodeOf,
  InterruptedError,
  UsageError,
} from "../../src/cli/errors.ts";
import { lookAgain } from "../../src/cli/look_again.ts";
import { PeerNames } from "../../src/telemetry/words/peer_names.ts";
import {
  EventFilter,
  Introductions,
  jsonLine,
  Teller,
} from "../../src/cli/report/mod.ts";
import { NetworkError } from "../../src/network/errors.ts";
import type { NodeEvent } from "../../src/telemetry/mod.ts";
import { SUMMARY } from "./figures.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

const OX = "aa".repeat(32);
const SHEEP = "bb".repeat(32);

function names(): PeerNames {
  const names = new PeerNames();
  names.note({ type: "peer-connected", peer: OX, name: "ox" });
  return names;
}

Deno.test("describeError() shows the message of an error for people", () => {
  assertEquals(describeError(new NetworkError("No route")), "No route");
  assertEquals(describeError(new CommandError("No file")), "No file");
});

Deno.test("describeError() marks an error that nobody foresaw, and hides its stack", () => {
  assertEquals(
    describeError(new TypeError("x is undefined")),
    "Unexpected TypeError: x is undefined (DROVER_DEBUG=1 shows where)",
  );
  assertStringIncludes(
    describeError(new TypeError("x is undefined"), true),
    "messages_test.ts",
  );
});

Deno.test("describeError() tells how to get the permissions", () => {
  assertStringIncludes(
    describeError(new Deno.errors.NotCapable("Requires net access")),
    startedBy(),
  );
  assertStringIncludes(
    describeError(new Deno.errors.NotCapable("Requires run access")),
    startedBy("demo"),
  );
});

Deno.test("exitCodeOf() tells usage, failure and interruption apart", () => {
  assertEquals(exitCodeOf(new UsageError("")), 2);
  assertEquals(exitCodeOf(new CommandError("")), 1);
  assertEquals(exitCodeOf(new InterruptedError("", 141)), 141);
  assertEquals(exitCodeOf("anything"), 1);
});

/** What is measured of an order that strays so many times as far as a random one. */
function strays(ratio: number) {
  const rest = { euclidean: 0, coordinates: 4, vectors: 100 };
  return { infinity: 5 * ratio, random: 5, low: 3.5, high: 7, ...rest };
}

Deno.test("PeerNames uses names, then keys, and tells namesakes apart", () => {
  const known = names();
  assertEquals(known.of(OX), "ox");
  assertEquals(known.of(SHEEP), "bbbbbbbb");
  assertEquals(known.in("aaaaaaaa to fold"), "ox to fold");
  assertEquals(known.in("bbbbbbbb to fold"), "bbbbbbbb to fold");
  assertEquals(known.in(`slowest ${SHEEP}`), "slowest peer bbbbbbbb");
  known.set(SHEEP, "ox");
  assertEquals(known.of(SHEEP), "ox (bbbbbbbb)");
});

Deno.test("describeEvent() words what happens in the swarm", () => {
  const cases: [NodeEvent, string][] = [
    [
      {
        type: "ready",
        peer: OX,
        feed: "cd".repeat(16),
        name: "ox",
        swarm: "barn",
        manifest: "00",
        backend: "wasm",
        parameters: 1234,
        units: 1,
        addresses: ["/ip4/10.0.0.1/tcp/1"],
      },
      'ox (aaaaaaaa) in swarm "barn": 1234 parameters, 1 unit an epoch, wasm\nListening on /ip4/10.0.0.1/tcp/1',
    ],
    [
      { type: "member-joined", peer: OX, members: 2, round: 7 },
      "ox trains with us from round 7: 2 peers",
    ],
    [{ type: "member-left", peer: SHEEP, members: 1 }, "bbbbbbbb left: 1 peer"],
    [
      {
        type: "member-suspected",
        peer: OX,
        silentMs: 2340,
        patienceMs: 2000,
        reason: "silent 2340 ms, promised word every 500 ms",
        members: 3,
      },
      "ox is no longer waited for (silent 2340 ms, promised word every 500 ms): 3 peers",
    ],
    [
      { type: "epoch", epoch: 3, loss: 0.21345, seconds: 4.21 },
      "Epoch 3: training loss 0.2135, 4.2 s",
    ],
    ...([
      [3, 0.55, ", in an order 45 % more even than a random one"],
      // Where nine random orders of ten lie.
      [3, 0.8, ""],
      [3, 1.2, ""],
      [3, 1.5, ", in an order 50 % less even than a random one"],
      // Nothing was ordered yet: the model moves.
      [1, 1.7, ""],
    ] as const).map(([epoch, ratio, text]): [NodeEvent, string] => [
      {
        ...{ type: "epoch", epoch, loss: 1, seconds: 1 },
        herding: strays(ratio),
      },
      `Epoch ${epoch}: training loss 1.000, 1.0 s${text}`,
    ]),
    [
      {
        type: "validation",
        peer: OX,
        validation: {
          epoch: 3,
          loss: 0.25,
          metrics: { accuracy: 0.9312, meanSquaredError: 0.0125 },
        },
      },
      "Epoch 3: accuracy 93.1 %, meanSquaredError 0.01250, loss 0.2500 (measured by ox)",
    ],
    [
      {
        type: "peer-refused",
        peer: "12D3KooWabc5PARtt",
        name: "b",
        reason: "trains another task",
      },
      "b (…5PARtt) trains another task",
    ],
    [
      { type: "fetching", peer: OX, bytes: 12_400_000, of: 40_800_000 },
      "Fetching the model from ox: 12.4 MB of 40.8 MB",
    ],
    [
      { type: "codec", from: "int8", to: "int8", reason: "why" },
      "Updates as int8: why",
    ],
    [
      { type: "codec", from: "int8", to: "sign", reason: "why" },
      "Updates as sign, no more int8: why",
    ],
    [
      { type: "restored", epoch: 154, directory: "state" },
      "Going on from epoch 154 (state)",
    ],
  ];
  for (const [event, text] of cases) {
    assertEquals(describeEvent(event, names()).text, text);
  }
});

Deno.test("describeSummary() has the last words", () => {
  assertEquals(describeSummary({ ...SUMMARY, saved: ["m/model.json"] }), [
    "Training ended: 10 epochs",
    "  training    30.0 s, 1000 updates, 250 of them by this peer",
    "  sent        1.5 MB, updates as int8",
    "  parameters  fedcba987654 (the same for all who have these updates)",
    "  validation  accuracy 95.1 %, loss 0.1800",
    "  saved       m/model.json",
  ]);
  const alone = { ...SUMMARY, published: 1000, final: undefined };
  assertEquals(describeSummary(alone), [
    "Training ended: 10 epochs",
    "  training    30.0 s, 1000 updates",
    "  parameters  fedcba987654",
  ]);
});

Deno.test("lookAgain() says how to see a dashboard again that has gone with its run", () => {
  assertEquals(lookAgain({ log: "run.ndjson" }), undefined);
  assertEquals(
    lookAgain({ dashboard: true, log: "my run.ndjson" }),
    `To look at it again: ${startedBy()} replay 'my run.ndjson'`,
  );
  assertStringIncludes(lookAgain({ dashboard: true })!, "--log FILE");
});

Deno.test("EventFilter leaves to the summary what that says", () => {
  const filter = new EventFilter();
  const done = { type: "done", reason: "10 epochs", progress: 10 } as const;
  assertEquals(filter.passes(done, 0), false);
  assertEquals(filter.passes({ type: "saved", files: [] }, 0), false);
});

Deno.test("EventFilter lets chatter through every few seconds, news always", () => {
  const filter = new EventFilter();
  const chatter: NodeEvent = { type: "catch-up", peer: OX, missing: 3 };
  const news: NodeEvent = { type: "member-left", peer: OX, members: 1 };
  assertEquals(filter.passes(chatter, 0), true);
  assertEquals(filter.passes(chatter, 1), false);
  assertEquals(filter.passes(news, 1), true);
  assertEquals(filter.passes(news, 1), true);
  assertEquals(filter.passes(chatter, 6), true);
});

Deno.test("EventFilter tells once in a bout who falls behind again and again", () => {
  const filter = new EventFilter();
  const told = (peer: string, times: number[]) =>
    times.filter((seconds) =>
      filter.passes({ type: "member-lagging", peer, behind: 8 }, seconds)
    );
  assertEquals(told("ox", [0, 5, 70, 75, 80, 85]), []);
  assertEquals(told("ox", Array.from({ length: 73 }, (_, i) => 90 + 5 * i)), [
    90,
  ]);
  assertEquals(told("hen", [90, 91, 92, 93, 94, 300]), [94]);
  assertEquals(told("hen", [301, 302, 303, 304]), [304]);
});

/** What a person is told of K, which changes at these seconds, and when. */
function toldOfK(changes: [seconds: number, from: number, to: number][]) {
  const teller = new Teller(names());
  const told: [number, string][] = [];
  for (let seconds = 0; seconds < 200; seconds++) {
    for (const [at, from, to] of changes) {
      if (at !== seconds) continue;
      const slow = to < 3 ? { slow: OX, slowMs: 3840 } : {};
      const reason = "a step's worth takes 25.2 s with K 2";
      const event = { from, to, members: 4, reason, ...slow };
      assertEquals(teller.tell({ type: "quorum", ...event }, at), undefined);
    }
    const news = teller.due(seconds);
    if (news !== undefined) told.push([seconds, news.text]);
  }
  return told;
}

Deno.test("Teller tells in a short line for whom a step waits, once that lasts", () => {
  assertEquals(toldOfK([[1, 4, 3], [2, 3, 2], [70, 2, 1], [150, 1, 4]]), [
    [
      4,
      "Now waits for 2 of 4 peers (K 4 -> 2): ox is slow, 3840 ms a gradient",
    ],
    [
      73,
      "Now waits for no other peer (K 2 -> 1): ox is slow, 3840 ms a gradient",
    ],
    [153, "Now waits for all peers (K 1 -> 4): more are worth the wait"],
  ]);
  assertEquals(toldOfK([[10, 4, 3]]), [
    [13, "Now waits for 3 of 4 peers (K 4 -> 3): more are not worth the wait"],
  ]);
  // What came back at once has not happened.
  assertEquals(toldOfK([[10, 4, 2], [11, 2, 4]]), []);
});

Deno.test("Teller tells once that K goes to and fro, and again where it goes elsewhere", () => {
  const turns = Array.from(
    { length: 12 },
    (_, i): [number, number, number] => [
      10 + 8 * i,
      i % 2 ? 1 : 2,
      i % 2 ? 2 : 1,
    ],
  );
  assertEquals(
    toldOfK([[2, 4, 2], ...turns, [110, 2, 4]]).map(([, text]) => text),
    [
      "Now waits for 2 of 4 peers (K 4 -> 2): ox is slow, 3840 ms a gradient",
      "Now waits for no other peer (K 2 -> 1): ox is slow, 3840 ms a gradient",
      "Now waits for 2 of 4 peers (K 1 -> 2): more are worth the wait",
      "Now waits for 1 to 2 of 4 peers, as delays change (K): ox is slow, 3840 ms a gradient",
      "Now waits for 1 to 4 of 4 peers, as delays change (K): ox is slow, 3840 ms a gradient",
    ],
  );
});

Deno.test("describeBriefly() keeps the arithmetic for the page and the log", () => {
  const cases: [NodeEvent, string | undefined][] = [
    [{ type: "cut-off", to: 8, reason: "noise" }, undefined],
    [
      { type: "codec", from: "int8", to: "sign", reason: "41 ms a round" },
      "Updates as sign, no more int8",
    ],
    [
      { type: "local-steps", from: 1, to: 4, reason: "why" },
      "Now sends 4 gradients in one update",
    ],
    [
      {
        ...{ type: "epoch", epoch: 3, loss: 0.21345, seconds: 4.21 },
        herding: strays(1.5),
      },
      "Epoch 3: training loss 0.2135, 4.2 s",
    ],
    [{ type: "member-left", peer: OX, members: 1 }, "ox left: 1 peer"],
  ];
  for (const [event, text] of cases) {
    assertEquals(describeBriefly(event, names())?.text, text);
  }
});

Deno.test("EventFilter tells how a model comes, unless it is here at once", () => {
  const filter = new EventFilter();
  const fetching = (bytes: number): NodeEvent => ({
    type: "fetching",
    peer: OX,
    bytes,
    of: 100,
  });
  assertEquals(filter.passes(fetching(100), 0), false);
  assertEquals(filter.passes(fetching(5), 0), true);
  assertEquals(filter.passes(fetching(10), 1), false);
  assertEquals(filter.passes(fetching(40), 5), true);
});

Deno.test("EventFilter keeps the requests of a joiner to itself", () => {
  const filter = new EventFilter();
  const asking: NodeEvent = { type: "catch-up", peer: OX, missing: 3 };
  filter.passes({ type: "joining", peer: OX, behind: 3 }, 0);
  assertEquals(filter.passes(asking, 0), false);
  filter.passes({ type: "joined", round: 3, progress: 1 }, 1);
  assertEquals(filter.passes(asking, 1), true);
});

Deno.test("Introductions name a peer before there is news of it, where it has a name", () => {
  const introductions = new Introductions();
  const joined = (peer: string): NodeEvent => ({
    type: "member-joined",
    peer,
    members: 2,
    round: 7,
  });
  const connected: NodeEvent = { type: "peer-connected", peer: OX, name: "ox" };
  assertEquals(introductions.take(joined(OX), 0), []);
  assertEquals(introductions.take(connected, 1), [connected, joined(OX)]);
  assertEquals(introductions.take(joined(OX), 1), [joined(OX)]);
  assertEquals(introductions.take(joined(SHEEP), 1), []);
  assertEquals(introductions.due(2), []);
  assertEquals(introductions.due(3), [joined(SHEEP)]);
  assertEquals(introductions.due(9), []);
  // Who never introduces itself is not waited for again.
  assertEquals(introductions.take(joined(SHEEP), 9), [joined(SHEEP)]);
});

Deno.test("jsonLine() is one line, with type and time first", () => {
  assertEquals(
    jsonLine("notice", 1.23456, { type: "notice", text: "a\nb" }),
    '{"type":"notice","time":1.235,"text":"a\\nb"}\n',
  );
  assertEquals(
    jsonLine("peer-summary", 2, { process: "ox", type: "summary", time: 9 }),
    '{"type":"peer-summary","time":2,"process":"ox"}\n',
  );
});
