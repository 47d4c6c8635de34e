import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  feedIdOf,
  fromHex,
  hashOf,
  signerFromSeed,
  toHex,
  verifySignature,
} from "../../src/replica/mod.ts";

// RFC 8032, section 7.1, test 2
const SECRET =
  "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
const PUBLIC =
  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const SIGNATURE =
  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
  "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

Deno.test("signerFromSeed() and verifySignature() follow RFC 8032", () => {
  const signer = signerFromSeed(fromHex(SECRET));
  const message = Uint8Array.of(0x72);
  assertEquals(toHex(signer.publicKey), PUBLIC);
  assertEquals(toHex(signer.sign(message)), SIGNATURE);
  assert(verifySignature(fromHex(PUBLIC), message, fromHex(SIGNATURE)));
  assert(
    !verifySignature(fromHex(PUBLIC), Uint8Array.of(0x73), fromHex(SIGNATURE)),
  );
  assertThrows(
    () => signerFromSeed(new Uint8Array(31)),
    RangeError,
    "31 bytes",
  );
});

Deno.test("verifySignature() is false for malformed keys and signatures", () => {
  const message = Uint8Array.of(0x72);
  assert(!verifySignature(new Uint8Array(31), message, fromHex(SIGNATURE)));
  assert(!verifySignature(new Uint8Array(), message, fromHex(SIGNATURE)));
  assert(
    !verifySignature(new Uint8Array(32).fill(255), message, fromHex(SIGNATURE)),
  );
  assert(
    !verifySignature(fromHex(PUBLIC), message, fromHex(SIGNATURE).subarray(1)),
  );
  assert(!verifySignature(fromHex(PUBLIC), message, new Uint8Array()));
});

Deno.test("verifySignature() takes no second signature made from a first", () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const signature = fromHex(SIGNATURE);
  let scalar = order;
  for (let i = 0; i < 32; i++) {
    scalar += BigInt(signature[32 + i]!) << BigInt(8 * i);
  }
  for (let i = 0; i < 32; i++) {
    signature[32 + i] = Number((scalar >> BigInt(8 * i)) & 255n);
  }
  assert(!verifySignature(fromHex(PUBLIC), Uint8Array.of(0x72), signature));
});

// The curve in plain integers, to check the list of small-order keys against its definition.
const P = 2n ** 255n - 19n;
const mod = (a: bigint) => ((a % P) + P) % P;
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) {
    if (e & 1n) result = mod(result * b);
  }
  return result;
}
const invert = (a: bigint) => power(a, P - 2n);
const D = mod(-121665n * invert(121666n));

/** y after doubling: y' = (y^2 + x^2) / (2 - (y^2 - x^2)), with x^2 = (y^2 - 1) / (d y^2 + 1). */
function doubledY(y: bigint): bigint {
  const yy = mod(y * y);
  const xx = mod((yy - 1n) * invert(mod(D * yy + 1n)));
  return mod((yy + xx) * invert(mod(2n - yy + xx)));
}

Deno.test("verifySignature() refuses every key whose order divides 8", () => {
  const sqrt = (a: bigint) => {
    const root = power(a, (P + 3n) / 8n);
    return mod(root * root) === mod(a)
      ? root
      : mod(root * power(2n, (P - 1n) / 4n));
  };
  // y of order 8: doubling gives y = 0, so x^2 = -y^2, that is d y^4 + 2 y^2 - 1 = 0.
  const roots = [1n, -1n].map((sign) =>
    mod((-1n + sign * sqrt(1n + D)) * invert(D))
  )
    .filter((yy) => mod(sqrt(yy) ** 2n) === yy).map(sqrt);
  const eighth = [...roots, ...roots.map((y) => P - y)];
  assertEquals(eighth.length, 2);
  for (const y of eighth) assertEquals(doubledY(doubledY(doubledY(y))), 1n);
  const zeroSignature = new Uint8Array(64);
  zeroSignature[0] = 1;
  for (const y of [0n, 1n, P - 1n, ...eighth, P, P + 1n]) {
    for (const sign of [0, 128]) {
      const key = Uint8Array.from(
        { length: 32 },
        (_, i) => Number((y >> BigInt(8 * i)) & 255n),
      );
      key[31]! |= sign;
      for (let i = 0; i < 16; i++) {
        assert(
          !verifySignature(key, Uint8Array.of(i), zeroSignature),
          toHex(key),
        );
      }
    }
  }
});

Deno.test("feedIdOf() follows its definition", () => {
  const key = fromHex(PUBLIC);
  const id = feedIdOf(key, 2 ** 40 + 3);
  const expected = hashOf(
    "drover feed",
    key,
    Uint8Array.of(3, 0, 0, 0, 0, 1, 0, 0),
  );
  assertEquals(id, toHex(expected.subarray(0, 16)));
});
