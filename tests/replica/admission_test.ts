import { assert, assertEquals } from "@std/assert";
import {
  type Admission,
  type AdmissionRules,
  admit,
  decodeUpdate,
  encodeUpdate,
  Fingerprint,
  type Update,
  type UpdateFields,
  WireError,
} from "../../src/replica/mod.ts";
import {
  MANIFEST,
  newReplica,
  Publisher,
  Random,
  RULES,
  SEED,
  signer,
} from "./helpers.ts";

/** Signs the update again with some fields changed: a publisher that breaks the rules. */
function resign(
  update: Update,
  change: Partial<UpdateFields>,
  payload = update.payload,
): Update {
  const { publicKey: _, payloadLength: __, payloadHash: ___, ...fields } =
    update.header;
  return encodeUpdate({ ...fields, ...change }, payload, signer(0), MANIFEST);
}

function admitAfter(
  first: Update,
  update: Update,
  rules: AdmissionRules = RULES,
): Admission {
  const replica = newReplica();
  assertEquals(replica.receive(first).kind, "next");
  return admit(rules, replica.feed(first.feed), update);
}

function twoUpdates(): [Update, Update] {
  const random = new Random(SEED);
  const publisher = new Publisher(0);
  return [
    publisher.publish(random, { round: 3 }),
    publisher.publish(random, { round: 4 }),
  ];
}

Deno.test("admit() refuses what the publisher signed against the rules, and says why", () => {
  const [first, good] = twoUpdates();
  assertEquals(admitAfter(first, good), { kind: "next" });
  const { header, payload } = good;
  const tampered = new Uint8Array(payload);
  new DataView(tampered.buffer).setFloat32(8, NaN, true);
  const large = new Uint8Array(payload);
  new DataView(large.buffer).setFloat32(8, 1025, true);
  const off = new Uint8Array(payload);
  new DataView(off.buffer).setFloat32(8, 2 ** -33, true);
  const cases: [string, Update][] = [
    ["another predecessor", resign(good, { predecessor: new Uint8Array(32) })],
    ["round", resign(good, { round: 2 })],
    [
      "cumulative units",
      resign(good, { cumulativeUnits: header.cumulativeUnits + 1 }),
    ],
    [
      "cumulative norm",
      resign(good, { cumulativeNorm: header.cumulativeNorm * 1.001 }),
    ],
    ["norm is NaN", resign(good, { norm: NaN })],
    ["norm is -1", resign(good, { norm: -1 })],
    ["loss is Infinity", resign(good, { loss: Infinity })],
    ["weight is -Infinity", resign(good, { weight: -Infinity })],
    ["residualNorm is NaN", resign(good, { residualNorm: NaN })],
    ["computeMs is NaN", resign(good, { computeMs: NaN })],
    ["codec 77", resign(good, { codec: 77 })],
    ["codec 0", resign(good, { codec: 0 })],
    ["norm is", resign(good, { codec: 0 }, new Uint8Array())],
    ["not finite", resign(good, {}, tampered)],
    ["larger than 1024", resign(good, {}, large)],
    ["multiple of 2^-32", resign(good, {}, off)],
    ["bytes", resign(good, {}, payload.subarray(1))],
    ["at most 1024 are allowed", resign(good, {}, new Uint8Array(1025))],
    ["a fork", resign(first, { loss: 0.123 })],
  ];
  for (const [reason, update] of cases) {
    const admission = admitAfter(first, update);
    assertEquals(admission.kind, "refused", reason);
    assert(
      "reason" in admission && admission.reason.includes(reason),
      JSON.stringify(admission),
    );
  }
  const liar = resign(good, { fingerprint: header.fingerprint + 1n });
  assertEquals(admitAfter(first, liar), { kind: "next" });
  const strict = {
    ...RULES,
    fingerprint: new Fingerprint(MANIFEST, RULES.layout),
  };
  assertEquals(admitAfter(first, liar, strict).kind, "refused");
  assertEquals(admitAfter(first, good, strict).kind, "next");
});

Deno.test("admit() asks of a first entry that it names nothing, or a previous feed", () => {
  const [first] = twoUpdates();
  const some = new Uint8Array(32).fill(1);
  const feed = "ab".repeat(16);
  const kind = (change: Partial<UpdateFields>) =>
    admit(RULES, undefined, resign(first, change)).kind;
  assertEquals(kind({}), "next");
  assertEquals(kind({ predecessor: some }), "refused");
  assertEquals(
    kind({ predecessor: some, previousFeed: { feed, count: 7 } }),
    "next",
  );
  assertEquals(
    kind({ predecessor: some, previousFeed: { feed, count: 0 } }),
    "refused",
  );
  assertEquals(
    kind({ predecessor: some, previousFeed: { feed: first.feed, count: 1 } }),
    "refused",
  );
  assertEquals(kind({ seq: 2 }), "early");
});

Deno.test("admit() depends on rules, feed and update alone, and changes nothing", () => {
  const [first, second] = twoUpdates();
  const replica = newReplica();
  for (const update of [second, first]) {
    const before = JSON.stringify([...replica.feeds()]);
    const kinds = [1, 2, 3].map(() =>
      admit(RULES, replica.feed(update.feed), update).kind
    );
    assertEquals(new Set(kinds).size, 1);
    assertEquals(JSON.stringify([...replica.feeds()]), before);
    replica.receive(update);
  }
  assertEquals(admit(RULES, replica.feed(first.feed), first), {
    kind: "known",
  });
});

Deno.test("A damaged update is invalid whatever byte of its header or payload changed, and its feed goes on", () => {
  const [first, second] = twoUpdates();
  const replica = newReplica();
  replica.receive(first);
  const { headerBytes, payload } = second;
  for (let i = 0; i < headerBytes.length; i++) {
    const bytes = new Uint8Array(headerBytes);
    bytes[i]! ^= 1 << (i % 8);
    let update: Update;
    try {
      update = decodeUpdate(bytes, payload);
    } catch (error) {
      assert(error instanceof WireError);
      continue;
    }
    assertEquals(
      admit(RULES, replica.feed(first.feed), update).kind,
      "invalid",
      `byte ${i}`,
    );
  }
  for (let i = 0; i < payload.length; i += 13) {
    const bytes = new Uint8Array(payload);
    bytes[i]! ^= 1;
    const received = replica.receive(decodeUpdate(headerBytes, bytes));
    assertEquals(received.kind, "invalid");
  }
  assertEquals(replica.feed(first.feed)!.ended, undefined);
  assertEquals(
    replica.receive(decodeUpdate(headerBytes, payload)).kind,
    "next",
  );
});

Deno.test("A header of another manifest never verifies", () => {
  const [first] = twoUpdates();
  const rules = { ...RULES, manifestHash: new Uint8Array(32) };
  assertEquals(admit(rules, undefined, first), {
    kind: "invalid",
    reason: "The signature is wrong",
  });
});

Deno.test("An oversized payload is refused before it is hashed or held", () => {
  const [first] = twoUpdates();
  const early = resign(first, { seq: 9 }, new Uint8Array(1025));
  const replica = newReplica();
  assertEquals(replica.receive(early).kind, "refused");
  assertEquals(replica.retainedBytes, 0);
  assertEquals(replica.feed(first.feed)!.ended!.seq, 9);
  assertEquals(replica.receive(first).kind, "next");
});
