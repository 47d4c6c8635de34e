import { BACKENDS } from "../../training/backend_name.ts";
import { ORDERINGS } from "../../ordering/mod.ts";
import { POLICIES, VARIANTS } from "../../synchronicity/mod.ts";
import {
  anyText,
  codec,
  CODEC_WORDS,
  ipv4,
  LOCAL_STEPS_WORDS,
  localSteps,
  metricsPlace,
  numberFrom,
  oneOf,
  place,
  quorum,
  QUORUM_WORDS,
  wholeNumber,
} from "../readers.ts";
import { each, flag, maybe, one, TRAIN, TRAINING } from "./option.ts";

/** Options of peers: what they train with whom, what they keep and what they show. */
export const PEER_OPTIONS = {
  "swarm": one("NAME", anyText, {
    help: "swarm to take part in (default: the task's name)",
    commands: TRAIN,
  }),
  "name": one("NAME", anyText, {
    help: "name that others see (default: the host's)",
    commands: TRAIN,
  }),
  "wait-for": one("N", wholeNumber(1), {
    help: "start when so many peers are here, this one included",
    commands: TRAIN,
  }),
  "peers": one("N", wholeNumber(1), {
    help: "number of peers (default: 4; studies runtime, adasync: 8)",
    commands: ["demo", "reproduce"],
  }),
  "task": one("FILE", anyText, {
    help: "what to train (default: handwritten digits)",
    commands: ["demo", "reproduce"],
  }),
  "k": one("N|RULE", quorum, {
    values: QUORUM_WORDS,
    help: `who to wait for: N, all, ${POLICIES.join(", ")}, norm[:BETA]`,
    commands: [...TRAINING, "reproduce"],
  }),
  "substitute": flag({
    help: "compute with own updates in the place of missing ones",
    commands: TRAINING,
  }),
  "variant": one("NAME", oneOf(VARIANTS), {
    values: VARIANTS,
    help: VARIANTS.join(", "),
    commands: [...TRAINING, "reproduce"],
  }),
  "elastic-bound": one("B", numberFrom(0.001), {
    help: "begin no gradient that is known to lack more than B steps",
    commands: [...TRAINING, "reproduce"],
  }),
  "cut-off": one("R", wholeNumber(1), {
    help: "work R rounds behind starts anew (default: auto chooses)",
    commands: TRAINING,
  }),
  "local-steps": one("H", localSteps, {
    values: LOCAL_STEPS_WORDS,
    help: "an update is the sum of H local steps: H, matched:H or auto",
    commands: TRAINING,
  }),
  "ordering": one("NAME", oneOf(ORDERINGS), {
    values: ORDERINGS,
    help: `next example: ${ORDERINGS.join(", ")}`,
    commands: TRAINING,
  }),
  "codec": one("NAME", codec, {
    values: CODEC_WORDS,
    help: "auto, float32, bfloat16, int8, sign, top-k:0.01[,VALUES]",
    commands: [...TRAINING, "reproduce"],
  }),
  "listen": each("ADDR", anyText, {
    help: "address to listen on: host:port or a multiaddr",
    commands: TRAIN,
  }),
  "interface": each("IP", ipv4, {
    help: "interface to find peers on (default: all but loopback)",
    commands: TRAIN,
  }),
  "no-discovery": flag({
    help: "do not look for peers by multicast DNS",
    commands: TRAIN,
  }),
  "bootstrap": each("ADDR", anyText, {
    help: "address of a peer to connect to: host:port or a multiaddr",
    commands: TRAIN,
  }),
  "secret": one("FILE", anyText, {
    help: "key of a private swarm, as the command secret makes it",
    commands: TRAINING,
  }),
  "state": one("DIR", anyText, {
    help: "folder for identity, updates and snapshots, to go on from",
    commands: TRAIN,
  }),
  "log": one("FILE", anyText, {
    help: "file to record all events in, to replay or to read (NDJSON)",
    commands: ["train", "demo", "simulate"],
  }),
  "save": one("DIR", anyText, {
    help: "folder to save the trained model in: tfjs and safetensors",
    commands: TRAINING,
  }),
  "backend": one("NAME", oneOf(BACKENDS), {
    values: BACKENDS,
    help: "wasm, cpu, blas or webgpu (default: best for the model)",
    commands: TRAINING,
  }),
  "dashboard": maybe("PORT", /^(.*:)?\d+$/, place, {
    help: "serve a page to watch, on this machine or at HOST:PORT",
    commands: ["train", "demo", "simulate", "replay"],
  }),
  "speed": one("F", numberFrom(0.001), {
    help: "play F seconds of the recording a second (default: all at once)",
    commands: ["replay"],
  }),
  "metrics": maybe("PORT", /^(.*:)?\d+$/, metricsPlace, {
    help: "figures for Prometheus at /metrics (default: port 9464)",
    commands: TRAIN,
  }),
  "tensorboard": one("DIR", anyText, {
    help: "folder for event files that TensorBoard shows",
    commands: TRAINING,
  }),
  "slow": one("F", numberFrom(1), {
    help: "for tests: be F times slower (in a demo, its last peer)",
    commands: TRAINING,
  }),
  "pace": one("MS", numberFrom(0), {
    help: "for tests: take MS for a gradient that needs less",
    commands: TRAIN,
  }),
  "lag": one("MS", numberFrom(0), {
    help: "for tests: take in messages MS later than they come",
    commands: TRAINING,
  }),
} as const;
