import { createCodec, ErrorFeedback } from "../../src/compression/mod.ts";
import type { Random } from "../../src/random/mod.ts";
import {
  encodePayload,
  encodeUpdate,
  type FeedHead,
  type Replica,
  type Signer,
  type Update,
} from "../../src/replica/mod.ts";

/** Updates that whoever has the key signs to follow an entry: a branch beside the true one. */
export function forge(
  after: FeedHead,
  { replica, signer, random, length }: {
    replica: Replica;
    signer: Signer;
    random: Random;
    length: number;
  },
): Update[] {
  const { layout, manifestHash } = replica.rules;
  const codec = createCodec({ kind: "float32" });
  const feedback = new ErrorFeedback(codec, layout.trainable);
  const forged: Update[] = [];
  let last = after;
  for (let i = 0; i < length; i++) {
    const step = Float64Array.from(
      { length: layout.trainable },
      () => 0.01 * random.normal(),
    );
    const encoded = feedback.encode(step);
    const payload = encodePayload(encoded, { layout });
    const { header } = last;
    const own = replica.fingerprints.ofPayload(payload, codec);
    const { previousFeed: _, ...rest } = header;
    const update = encodeUpdate(
      {
        ...rest,
        seq: header.seq + 1,
        predecessor: last.hash,
        round: header.round + 1,
        units: 1,
        cumulativeUnits: header.cumulativeUnits + 1,
        norm: encoded.norm,
        cumulativeNorm: header.cumulativeNorm + encoded.norm,
        codec: codec.id,
        fingerprint: BigInt.asUintN(64, header.fingerprint + own),
      },
      payload,
      signer,
      manifestHash,
    );
    forged.push(update);
    last = update;
  }
  return forged;
}
