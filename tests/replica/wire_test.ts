import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type ClockCount,
  decodeFrame,
  decodeHeader,
  decodeUpdate,
  encodeStatus,
  encodeUpdate,
  frameOfUpdate,
  type Status,
  type StatusFields,
  toHex,
  type UpdateFields,
  verifyHeader,
  verifySignature,
  verifyStatus,
  WireError,
} from "../../src/replica/mod.ts";
import {
  forSeeds,
  MANIFEST,
  Random,
  SEED,
  signer,
  statusIn,
  updateIn,
} from "./helpers.ts";

const U32 = 2 ** 32;

function randomFields(random: Random): UpdateFields {
  const seq = random.pick([1, 2, U32 - 1]);
  const previousFeed = {
    feed: toHex(random.bytes(16)),
    count: random.below(U32),
  };
  return {
    incarnation: random.pick([0, 1, Number.MAX_SAFE_INTEGER, 1.7e12]),
    seq,
    predecessor: random.bytes(32),
    ...(seq === 1 && random.below(2) === 0 ? { previousFeed } : {}),
    round: random.below(U32),
    epoch: random.below(U32),
    unit: random.pick([-1, 0, 2 ** 31 - 1, -(2 ** 31)]),
    units: random.below(U32),
    furtherUnits: Array.from(
      { length: random.pick([0, 0, 1, 300]) },
      () => random.below(U32),
    ),
    cumulativeUnits: random.pick([0, U32, Number.MAX_SAFE_INTEGER]),
    clockDigest: random.bytes(8),
    weight: random.uniform(),
    norm: random.pick([0, 1e300, 5e-324]),
    cumulativeNorm: random.uniform(),
    residualNorm: random.uniform(),
    loss: random.pick([-0, NaN, Infinity, 0.1]),
    computeMs: random.uniform(),
    signs: random.bytes(random.pick([0, 1, 500])),
    entries: randomEntries(random, random.pick([0, 3, 255])),
    codec: random.below(256),
    fingerprint: random.pick([0n, 2n ** 64n - 1n, 123456789012345678n]),
  };
}

function randomEntries(random: Random, length: number): ClockCount[] {
  const entry = () => ({
    feed: toHex(random.bytes(16)),
    count: random.below(U32),
  });
  return Array.from({ length }, entry);
}

function randomStatus(random: Random): StatusFields {
  const validation = {
    epoch: 1.5,
    loss: random.pick([0.25, NaN]),
    metrics: { accuracy: 0.94, "__proto__x": 1, "größe": -0 },
  };
  return {
    incarnation: random.below(U32),
    number: random.pick([0, Number.MAX_SAFE_INTEGER]),
    seq: random.below(U32),
    firstRound: random.below(U32),
    beat: random.below(U32),
    round: random.below(U32),
    flags: {
      joining: random.below(2) === 0,
      computing: random.below(2) === 0,
      done: random.below(2) === 0,
      leaving: random.below(2) === 0,
    },
    units: random.below(U32),
    seat: random.pick([-1, 0, 2 ** 31 - 1]),
    progress: random.uniform(),
    residualNorm: random.uniform(),
    cumulativeNorm: random.uniform(),
    ...(random.below(2) === 0 ? { stopReason: "target reached ✓" } : {}),
    ...(random.below(2) === 0 ? { validation } : {}),
    full: random.below(2) === 0,
    digest: random.bytes(8),
    entries: randomEntries(random, random.below(5)),
  };
}

Deno.test("An update survives the wire", () => {
  forSeeds(30, (random) => {
    const update = encodeUpdate(
      randomFields(random),
      random.bytes(random.below(300)),
      signer(1),
      MANIFEST,
    );
    const frame = frameOfUpdate(update);
    assertEquals(frame[0], 1);
    // At an odd offset, as it comes out of a stream.
    const buffer = new Uint8Array(frame.length + 3);
    buffer.set(frame, 3);
    const decoded = updateIn(decodeFrame(buffer.subarray(3)));
    assertEquals(decoded, update);
    assertEquals(decoded.payload.byteOffset, 0);
    const owned = updateIn(decodeFrame(frame, { owned: true }));
    assertEquals(owned, update);
    assertEquals(owned.payload.buffer === frame.buffer, true);
    assertEquals(owned.payload.byteOffset % 8, 0);
    const shifted = updateIn(decodeFrame(buffer.subarray(3), { owned: true }));
    assertEquals(shifted, update);
    assertEquals(shifted.payload.byteOffset, 0);
    assertEquals(decodeUpdate(update.headerBytes, update.payload), update);
    assertEquals(decodeHeader(update.headerBytes), update.header);
    const signing = { manifestHash: MANIFEST, verify: verifySignature };
    assert(verifyHeader(update.header, update.headerBytes, signing));
  });
});

Deno.test("A status survives the wire, and its signature covers every byte", () => {
  const signing = { manifestHash: MANIFEST, verify: verifySignature };
  forSeeds(20, (random) => {
    const status = encodeStatus(randomStatus(random), signer(1), MANIFEST);
    assertEquals(status.bytes[0], 2);
    const decoded = statusIn(decodeFrame(status.bytes));
    assertEquals(decoded, status);
    assert(verifyStatus(decoded, signing));
    assert(
      !verifyStatus(status, { ...signing, manifestHash: new Uint8Array(32) }),
    );
    for (let i = 0; i < 20; i++) {
      const bytes = new Uint8Array(status.bytes);
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
      let changed: Status;
      try {
        const frame = decodeFrame(bytes);
        if (frame.kind !== "status") continue;
        changed = frame.status;
      } catch (error) {
        assert(error instanceof WireError);
        continue;
      }
      assert(!verifyStatus(changed, signing));
    }
  });
});

Deno.test("encodeStatus() cuts a long stop reason, and refuses what does not fit", () => {
  const fields = {
    ...randomStatus(new Random(SEED)),
    stopReason: "ü".repeat(1000),
  };
  const status = encodeStatus(fields, signer(1), MANIFEST);
  const decoded = statusIn(decodeFrame(status.bytes));
  assertEquals(decoded.stopReason, "ü".repeat(256));
  assertEquals(status.stopReason, decoded.stopReason);
  const entries = Array.from(
    { length: 2 ** 14 + 1 },
    () => ({ feed: "00".repeat(16), count: 1 }),
  );
  assertThrows(
    () => encodeStatus({ ...fields, entries }, signer(1), MANIFEST),
    RangeError,
  );
});

Deno.test("encodeUpdate() refuses fields that do not fit", () => {
  const fields = randomFields(new Random(SEED));
  const none = new Uint8Array();
  const wrong: Partial<UpdateFields>[] = [
    { seq: 0 },
    { seq: 2, previousFeed: { feed: "00".repeat(16), count: 1 } },
    { round: -1 },
    { round: 1.5 },
    { epoch: U32 },
    { unit: 2 ** 31 },
    { units: NaN },
    { incarnation: 2 ** 53 },
    { predecessor: new Uint8Array(31) },
    { clockDigest: none },
    { signs: new Uint8Array(64 * 1024 + 1) },
    { codec: 256 },
    { entries: randomEntries(new Random(SEED), 256) },
  ];
  for (const change of wrong) {
    assertThrows(
      () => encodeUpdate({ ...fields, ...change }, none, signer(1), MANIFEST),
      RangeError,
    );
  }
  assertThrows(
    () => encodeUpdate(fields, none, signer(1), none),
    RangeError,
    "manifest's hash",
  );
});

Deno.test("decodeFrame() throws nothing but WireError, whatever the bytes", () => {
  forSeeds(40, (random) => {
    const update = encodeUpdate(
      randomFields(random),
      random.bytes(40),
      signer(1),
      MANIFEST,
    );
    const frames = [
      frameOfUpdate(update),
      encodeStatus(randomStatus(random), signer(1), MANIFEST).bytes,
      random.bytes(random.below(400)),
    ];
    for (let i = 0; i < 60; i++) {
      let bytes = new Uint8Array(random.pick(frames));
      for (let flips = random.below(4); flips >= 0; flips--) {
        if (bytes.length > 0) {
          bytes[random.below(bytes.length)] = random.pick([
            0,
            1,
            255,
            random.below(256),
          ]);
        }
      }
      if (random.below(3) === 0) {
        bytes = bytes.slice(0, random.below(bytes.length + 1));
      }
      if (random.below(5) === 0) {
        bytes = new Uint8Array([...bytes, ...random.bytes(3)]);
      }
      try {
        decodeFrame(bytes);
      } catch (error) {
        assert(error instanceof WireError, String(error));
      }
    }
  });
});

Deno.test("decodeFrame() says what it cannot read", () => {
  const update = encodeUpdate(
    randomFields(new Random(SEED)),
    new Uint8Array(3),
    signer(1),
    MANIFEST,
  );
  const frame = frameOfUpdate(update);
  assertThrows(() => decodeFrame(new Uint8Array()), WireError, "empty");
  assertThrows(() => decodeFrame(Uint8Array.of(9, 1)), WireError, "kind 9");
  assertThrows(() => decodeFrame(Uint8Array.of(1, 7)), WireError, "version 7");
  assertThrows(
    () => decodeFrame(frame.subarray(0, -1)),
    WireError,
    "2 bytes of payload",
  );
  const padded = new Uint8Array(frame);
  padded[update.headerBytes.length] = 1;
  assert(update.headerBytes.length % 8 !== 0);
  assertThrows(() => decodeFrame(padded), WireError, "padding");
  assertThrows(() => decodeFrame(frame.subarray(0, 50)), WireError, "are left");
});
