import { assertEquals } from "@std/assert";
import {
  announcementOf,
  Assembler,
  Clock,
  decodeFrame,
  decodeHeader,
  encodeAnnouncement,
  encodeEvidence,
  encodeStatus,
  encodeUpdate,
  encodeValues,
  Fingerprint,
  type ForkEvidence,
  forkShownBy,
  fromHex,
  signerFromSeed,
  type StatusFields,
  toHex,
  type UpdateFields,
  verifyHeader,
  verifySignature,
  verifyStatus,
} from "../../src/replica/mod.ts";
import { statusIn, valuesIn } from "./helpers.ts";

const DOCUMENT = Deno.readTextFileSync(
  new URL("../../docs/wire-format.md", import.meta.url),
);

/** What docs/wire-format.md gives as the bytes of this name. */
function published(name: string): string {
  const block = new RegExp(`${name}:\\s+\`\`\`\\n([0-9a-f\\s]+)\`\`\``).exec(
    DOCUMENT,
  );
  if (block === null) {
    throw new Error(`docs/wire-format.md has no vector "${name}"`);
  }
  return block[1]!.replaceAll(/\s/g, "");
}

const SIGNER = signerFromSeed(new Uint8Array(32).fill(7));
const MANIFEST = new Uint8Array(32).fill(8);
const FEED = "0123456789abcdef0123456789abcdef";

const UPDATE: UpdateFields = {
  incarnation: 1,
  seq: 1,
  predecessor: new Uint8Array(32).fill(2),
  previousFeed: { feed: FEED, count: 5 },
  round: 6,
  epoch: 7,
  unit: -1,
  units: 3,
  furtherUnits: [11, 12],
  cumulativeUnits: 3,
  clockDigest: new Uint8Array(8).fill(9),
  weight: 0.5,
  norm: 1,
  cumulativeNorm: 1,
  residualNorm: 0.25,
  loss: 2,
  computeMs: 3,
  signs: Uint8Array.of(0xa5),
  entries: [{ feed: FEED, count: 10 }],
  codec: 1,
  fingerprint: 0x0102030405060708n,
};

const STATUS: StatusFields = {
  incarnation: 1,
  number: 2,
  seq: 3,
  firstRound: 4,
  round: 5,
  flags: { joining: false, computing: true, done: false, leaving: false },
  beat: 7,
  units: 6,
  seat: 8,
  progress: 0.5,
  residualNorm: 1,
  cumulativeNorm: 2,
  stopReason: "target",
  validation: { epoch: 0.5, loss: 0.25, metrics: { accuracy: 0.75 } },
  full: true,
  digest: new Uint8Array(8).fill(9),
  entries: [{ feed: FEED, count: 10 }],
};

Deno.test("The update header's bytes are the published ones", () => {
  const update = encodeUpdate(
    UPDATE,
    Uint8Array.of(1, 2, 3, 4),
    SIGNER,
    MANIFEST,
  );
  assertEquals(toHex(update.headerBytes), published("header"));
  assertEquals(toHex(update.hash), published("hash of the header"));
  assertEquals(update.feed, published("feed"));
  const bytes = fromHex(published("header"));
  const signing = { manifestHash: MANIFEST, verify: verifySignature };
  assertEquals(verifyHeader(decodeHeader(bytes), bytes, signing), true);
});

Deno.test("The announcement's bytes are the published ones", () => {
  const payload = Uint8Array.from({ length: 65_537 }, (_, i) => i % 251);
  const update = encodeUpdate(UPDATE, payload, SIGNER, MANIFEST);
  const announcement = announcementOf(update);
  assertEquals(
    toHex(encodeAnnouncement(announcement)),
    published("announcement"),
  );
  const frame = decodeFrame(fromHex(published("announcement")));
  assertEquals(frame, { kind: "announcement", announcement });
});

Deno.test("The status's bytes are the published ones", () => {
  const { bytes } = encodeStatus(STATUS, SIGNER, MANIFEST);
  assertEquals(toHex(bytes), published("status"));
  const status = statusIn(decodeFrame(fromHex(published("status"))));
  const signing = { manifestHash: MANIFEST, verify: verifySignature };
  assertEquals(verifyStatus(status, signing), true);
});

Deno.test("The clock's bytes and digest are the published ones", () => {
  const clock = new Clock();
  clock.set("ff".repeat(16), { count: 2, head: new Uint8Array(32).fill(0xff) });
  clock.set(FEED, { count: 10, head: new Uint8Array(32).fill(3) });
  assertEquals(toHex(clock.encode()), published("clock"));
  assertEquals(toHex(clock.digest()), published("digest"));
});

Deno.test("The fingerprint's coefficients are the published ones", () => {
  const fingerprint = new Fingerprint(MANIFEST, { trainable: 4, state: 0 });
  const coefficients = [0, 1, 2, 3].map((place) => {
    const values = new Float64Array(4);
    values[place] = 2 ** -32;
    return Number(fingerprint.of(values)).toString(16).padStart(4, "0");
  });
  assertEquals(coefficients.join(""), published("coefficients"));
});

Deno.test("The values' bytes are the published ones", () => {
  const values = Float64Array.of(0.5, -(2 ** -32), 0, -1, 2 ** 20 - 2 ** -32);
  const bytes = encodeValues(values, 0);
  assertEquals(toHex(bytes), published("values"));
  const chunk = valuesIn(decodeFrame(bytes));
  assertEquals(new Assembler(5).take(chunk), values);
});

Deno.test("The evidence's bytes are the published ones", () => {
  const payload = Uint8Array.of(1, 2, 3, 4);
  const [one, other] = [2, 3].map((loss) =>
    encodeUpdate({ ...UPDATE, loss }, payload, SIGNER, MANIFEST)
  );
  const shown = forkShownBy(one!, other!)!;
  assertEquals(toHex(encodeEvidence(shown)), published("evidence"));
  const frame = decodeFrame(fromHex(published("evidence")));
  assertEquals(frame, { kind: "evidence", evidence: pick(shown) });
});

/** Evidence as it comes from the wire, where a header is all that there is. */
function pick(evidence: ForkEvidence): ForkEvidence {
  const [first, second] = [evidence.first, evidence.second].map((
    { header, headerBytes, hash },
  ) => ({ header, headerBytes, hash }));
  return { ...evidence, first: first!, second: second! };
}
