import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createSignatures } from "../../src/simulation/signatures.ts";
import { verifySignature } from "../../src/replica/mod.ts";

const { test } = Deno;

for (const kind of ["real", "trusted"] as const) {
  test(`${kind} signatures are right for their own message and key only, however often they are checked`, () => {
    const { signer, verify } = createSignatures(kind);
    const alice = signer(0), bob = signer(1);
    assertNotEquals(alice.publicKey, bob.publicKey);
    assertEquals(alice.publicKey, signer(0).publicKey);
    const message = new TextEncoder().encode("the 7th update");
    const signature = alice.sign(message);
    for (let i = 0; i < 3; i++) {
      assert(verify(alice.publicKey, message, signature));
      assert(!verify(bob.publicKey, message, signature));
      for (const at of [0, 5]) {
        const damaged = message.slice();
        damaged[at]! ^= 1;
        assert(!verify(alice.publicKey, damaged, signature));
      }
      const forged = signature.slice();
      forged[2]! ^= 1;
      assert(!verify(alice.publicKey, message, forged));
      assert(!verify(alice.publicKey, message, signature.subarray(1)));
    }
  });
}

test("real signatures are Ed25519", () => {
  const { signer } = createSignatures("real");
  const { publicKey, sign } = signer(3);
  const message = new Uint8Array([1, 2, 3]);
  assert(verifySignature(publicKey, message, sign(message)));
});

test("three hundred peers have three hundred keys", () => {
  for (const kind of ["real", "trusted"] as const) {
    const { signer } = createSignatures(kind);
    const keys = Array.from(
      { length: 300 },
      (_, i) => `${signer(i).publicKey}`,
    );
    assertEquals(new Set(keys).size, 300);
  }
});
