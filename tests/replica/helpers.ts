import { createCodec, ErrorFeedback } from "../../src/compression/mod.ts";
import {
  type AdmissionRules,
  type CodecSpec,
  encodePayload,
  FeedWriter,
  Fingerprint,
  type Frame,
  hashOf,
  isRangeSum,
  Replica,
  type Segment,
  type Signer,
  signerFromSeed,
  type Status,
  type Update,
  type UpdateContent,
  type ValuesChunk,
  verifySignature,
} from "../../src/replica/mod.ts";
import { permutation, Random as Seeded } from "../../src/random/mod.ts";

/** Seed of this run: DROVER_SEED, or one that is always the same. */
export const SEED = Number(Deno.env.get("DROVER_SEED") ?? 20230518);

/** Runs a property for several seeds; a failure says how to repeat it. */
export function forSeeds(
  count: number,
  property: (random: Random, seed: number) => void,
): void {
  for (let seed = SEED; seed < SEED + count; seed++) {
    try {
      property(new Random(seed), seed);
    } catch (error) {
      throw new Error(
        `Failed with seed ${seed}; replay: DROVER_SEED=${seed} deno task test`,
        {
          cause: error,
        },
      );
    }
  }
}

/** Drover's own generator with what these tests draw besides. */
export class Random extends Seeded {
  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[] {
    return Array.from(permutation(items.length, this), (i) => items[i]!);
  }

  /** Random bytes. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

export const MANIFEST: Uint8Array = hashOf("drover manifest", "{}");

export const LAYOUT = { trainable: 37, state: 5 };

export const RULES: AdmissionRules = {
  manifestHash: MANIFEST,
  layout: LAYOUT,
  codecs: [1, 2, 3, 4],
  maxPayloadLength: 1024,
  verify: verifySignature,
};

export const FINGERPRINT = new Fingerprint(MANIFEST, LAYOUT);

export function signer(number: number): Signer {
  return signerFromSeed(hashOf("test signer", String(number)));
}

export function startValues(): Float64Array {
  return Float64Array.from(
    { length: LAYOUT.trainable + LAYOUT.state },
    (_, j) => Math.sin(j),
  );
}

export function newReplica(rules: AdmissionRules = RULES): Replica {
  return new Replica({ rules, start: startValues() });
}

/** A publisher whose steps are random numbers of widely different sizes, through a real codec with error feedback. */
export class Publisher {
  readonly writer: FeedWriter;
  readonly #feedback: ErrorFeedback;

  constructor(
    number: number,
    { spec = { kind: "float32" }, incarnation = 1 }: {
      spec?: CodecSpec;
      incarnation?: number;
    } = {},
  ) {
    this.writer = new FeedWriter({
      signer: signer(number),
      incarnation,
      manifestHash: MANIFEST,
      fingerprint: FINGERPRINT,
    });
    this.#feedback = new ErrorFeedback(createCodec(spec), LAYOUT.trainable);
  }

  /** An update, now and then an empty one. */
  publishAny(random: Random, content: UpdateContent = {}): Update {
    return random.below(8) === 0
      ? this.writer.write(content)
      : this.publish(random, content);
  }

  publish(random: Random, content: UpdateContent = {}): Update {
    const size = 10 ** (random.below(10) - 8);
    const step = Float64Array.from(
      { length: LAYOUT.trainable },
      () => size * random.normal(),
    );
    const state = Float32Array.from(
      { length: LAYOUT.state },
      () => random.normal(),
    );
    const encoded = this.#feedback.encode(step);
    const payload = encodePayload(encoded, { layout: LAYOUT, state });
    const { norm, residualNorm } = encoded;
    const { id } = this.#feedback.codec;
    const own = {
      norm,
      residualNorm,
      codec: id,
      payload,
      units: 1 + random.below(3),
    };
    return this.writer.write({
      weight: 1,
      loss: random.uniform(),
      ...own,
      ...content,
    });
  }
}

export const SPECS: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8", block: 16 },
  { kind: "top-k", fraction: 0.2 },
  { kind: "top-k", fraction: 0.2, values: "float32" },
  { kind: "bfloat16" },
  { kind: "sign", block: 16 },
  { kind: "top-k", fraction: 0.2, values: "sign" },
];

/** Updates of several feeds, each in its own order. */
export function history(
  random: Random,
  { feeds = 4, length = 12 } = {},
): Update[] {
  const all: Update[] = [];
  for (let p = 0; p < feeds; p++) {
    const publisher = new Publisher(p, { spec: SPECS[p % SPECS.length]! });
    for (let i = 0; i < length; i++) {
      all.push(publisher.publishAny(random, { round: i }));
    }
  }
  return all;
}

/** Folds everything that can be folded, in random turns. */
export function foldAll(replica: Replica, random?: Random): void {
  for (;;) {
    const ready = [...replica.feedsWithUnfolded()];
    if (ready.length === 0) return;
    replica.fold(random === undefined ? ready[0]! : random.pick(ready));
  }
}

/** The update in a frame; fails on another kind. */
export function updateIn(frame: Frame): Update {
  if (frame.kind !== "update") throw new Error(`Frame holds a ${frame.kind}`);
  return frame.update;
}

/** The status in a frame; fails on another kind. */
export function statusIn(frame: Frame): Status {
  if (frame.kind !== "status") throw new Error(`Frame holds a ${frame.kind}`);
  return frame.status;
}

/** The values in a frame; fails on another kind. */
export function valuesIn(frame: Frame): ValuesChunk {
  if (frame.kind !== "values") throw new Error(`Frame holds a ${frame.kind}`);
  return frame.chunk;
}

/** What a replica can serve; fails where it is beyond the horizon. */
export function served(segments: Segment[] | "beyond horizon"): Update[] {
  if (segments === "beyond horizon") {
    throw new Error("Updates are beyond the horizon");
  }
  return segments.map((segment) => {
    if (isRangeSum(segment)) throw new Error("Updates are served as sums");
    return segment;
  });
}
