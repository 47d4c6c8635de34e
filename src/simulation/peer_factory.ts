import {
  type Codec,
  codecsOf,
  createCodec,
  firstCodecOf,
  flushCodecOf,
  longestPayload,
} from "../compression/mod.ts";
import { createOptimizer, type Optimizer, sgd } from "../optimizers/mod.ts";
import { afterPublished, Peer, previousFeed } from "../peer/mod.ts";
import {
  type AdmissionRules,
  DEFAULT_MAX_ABS,
  hashOf,
  Replica,
  takeBack,
  toHex,
  type Update,
} from "../replica/mod.ts";
import type { SimulationOptions } from "./options.ts";
import { quorumOf } from "./quorum_of.ts";
import { ownUnits } from "./own_data.ts";
import { createSignatures, type Signatures } from "./signatures.ts";
import type { Saved } from "./virtual_disk.ts";
import type { Incarnation } from "./virtual_peer.ts";

/** What distinguishes one incarnation from another. */
export interface IncarnationOptions {
  /** The peer's number, which names its identity. */
  readonly index: number;
  /** Its starts up to this one, from 1. */
  readonly incarnation: number;
  /** Peers that it waits for before its first round. */
  readonly waitFor: number;
  /** The snapshot that it comes back to. */
  readonly disk?: Saved | undefined;
  /** The own updates that it comes back to. */
  readonly log?: readonly Update[];
}

/** Makes the peers of a simulation: the same code as on real machines. */
export class PeerFactory {
  readonly #options: SimulationOptions;
  // What nobody changes is shared: also so that a signature is checked once, and
  // not by a thousand peers.
  readonly #rules: AdmissionRules;
  readonly #signatures: Signatures;
  readonly #optimizer: Optimizer;
  readonly #codec: Codec;
  readonly #flushCodec: Codec | undefined;

  /** Checks what the options say of optimizer and codec. */
  constructor(options: SimulationOptions) {
    const { problem, codec = { kind: "float32" } } = options;
    const { trainable, state } = problem.layout;
    this.#options = options;
    this.#signatures = createSignatures(options.signatures ?? "real");
    this.#optimizer = createOptimizer(
      options.optimizer ?? sgd({ learningRate: 0.1 }),
    );
    const first = firstCodecOf(codec, trainable);
    this.#codec = createCodec(first, { maxAbs: DEFAULT_MAX_ABS });
    const dense = isBounded(options) ? flushCodecOf(codec) : undefined;
    this.#flushCodec = dense &&
      createCodec(dense, { maxAbs: DEFAULT_MAX_ABS });
    const codecs = [...codecsOf(codec), ...(dense ? [dense] : [])];
    this.#rules = {
      manifestHash: hashOf("drover simulation"),
      layout: problem.layout,
      codecs: codecs.map((spec) => createCodec(spec).id),
      maxPayloadLength: longestPayload(codecs, trainable) + 4 * state,
      maxAbs: DEFAULT_MAX_ABS,
      verify: this.#signatures.verify,
    };
  }

  /** Makes one incarnation of a peer. */
  create(
    { index, incarnation, waitFor, disk, log = [] }: IncarnationOptions,
  ): Incarnation {
    const options = this.#options;
    const { problem, retainBytes, window, stop, elasticBound } = options;
    const own = ownUnits(options, index);
    const replica = new Replica({ rules: this.#rules, start: problem.start });
    if (disk !== undefined) replica.adopt(disk.snapshot);
    const replayed = takeBack(replica, log);
    takeBack(replica, disk?.kept ?? []);
    const resumes = disk?.epoch && afterPublished(disk.epoch, replayed);
    const signer = this.#signatures.signer(index);
    const peer = new Peer({
      replica,
      signer,
      incarnation,
      ...previousFeed(replica, toHex(signer.publicKey)),
      ...(resumes === undefined ? {} : { resumes }),
      variant: options.variant,
      k: quorumOf(options, index),
      units: own?.length ?? problem.units,
      ownData: own !== undefined,
      epochs: options.epochs ?? 1,
      validates: problem.evaluate !== undefined &&
        (options.validates ?? stop !== undefined),
      waitFor,
      seed: options.seed,
      ordering: options.ordering ?? "random",
      optimizer: this.#optimizer,
      codec: this.#codec,
      ...(options.localSteps === undefined
        ? {}
        : { localSteps: options.localSteps }),
      choosesCodec: options.codec === "auto",
      substitutes: options.substitutes ?? false,
      watchesHerding: options.watchesHerding ?? false,
      ...(elasticBound === undefined ? {} : { elasticBound }),
      ...(options.cutOff === undefined ? {} : { cutOff: options.cutOff }),
      ...(options.outer === undefined ? {} : { outer: options.outer }),
      ...(this.#flushCodec && { flushCodec: this.#flushCodec }),
      ...(retainBytes === undefined ? {} : { retainBytes }),
      ...(window === undefined ? {} : { window }),
      ...(stop === undefined ? {} : { stop }),
      ...(options.shareCorrected === undefined
        ? {}
        : { shareCorrected: options.shareCorrected }),
      ...(options.stalenessAware === undefined
        ? {}
        : { stalenessAware: options.stalenessAware }),
    });
    return { peer, replica };
  }
}

function isBounded({ elasticBound = Infinity }: SimulationOptions): boolean {
  return elasticBound < Infinity;
}
