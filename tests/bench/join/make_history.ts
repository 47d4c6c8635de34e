import { type Codec, createCodec } from "../../../src/compression/mod.ts";
import {
  encodePayload,
  FeedWriter,
  Fingerprint,
  type Replica,
  signerFromSeed,
} from "../../../src/replica/mod.ts";
import { prepare } from "../../../src/node/prepare.ts";
import { StateDirectory } from "../../../src/node/state/state_directory.ts";
import { TrainingWorker } from "../../../src/training/training_worker.ts";
import { OPTIONS } from "./options.ts";

/** Publishers of the history. */
const PEERS = 4;

/** Different steps; the signatures are all different. */
const STEPS = 8;

/** Finds the fingerprint of each payload once: of ten million coordinates it takes tens of ms. */
class Remembering extends Fingerprint {
  readonly #known = new Map<Uint8Array, bigint>();

  override ofPayload(payload: Uint8Array, codec: Codec | undefined): bigint {
    const known = this.#known.get(payload) ?? super.ofPayload(payload, codec);
    this.#known.set(payload, known);
    return known;
  }
}

/**
 * Writes a state folder as a peer would have left it that trained with others until
 * so many updates: their feeds are signed, and the model is their sum.
 *
 * @returns coordinates of the model
 */
export async function makeHistory(
  state: string,
  updates: number,
): Promise<number> {
  const worker = await TrainingWorker.start(OPTIONS.task.href);
  const directory = await StateDirectory.open(state);
  try {
    const identity = await directory.identity();
    const { replica, keeper } = await prepare(worker.info, OPTIONS, {
      identity,
      directory,
      tell: console.error,
    });
    publish(replica, updates);
    await keeper!.start();
    await keeper!.close(true);
    return replica.values.length;
  } finally {
    worker.close();
    directory.close();
  }
}

function publish(replica: Replica, updates: number): void {
  const { manifestHash, layout } = replica.rules;
  const codec = createCodec(OPTIONS.codec);
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const step = new Float64Array(layout.trainable);
    for (let j = 37 * i; j < step.length; j += 5000) step[j] = 1e-3 * (1 + i);
    const encoded = codec.encode(step, new Float64Array(layout.trainable));
    return { ...encoded, payload: encodePayload(encoded, { layout }) };
  });
  const fingerprint = new Remembering(manifestHash, layout);
  const writers = Array.from({ length: PEERS }, (_, i) =>
    new FeedWriter({
      signer: signerFromSeed(new Uint8Array(32).fill(i + 1)),
      incarnation: 1,
      manifestHash,
      fingerprint,
    }));
  for (let i = 0; i < updates; i++) {
    const update = writers[i % PEERS]!.write({
      ...steps[i % STEPS]!,
      codec: codec.id,
      units: 1,
      weight: 1,
    });
    const { kind } = replica.append(update);
    if (kind !== "next") throw new Error(`Update ${i + 1} is ${kind}`);
    replica.fold(update.feed);
    replica.forget(update.feed, update.header.seq - 64);
  }
}
