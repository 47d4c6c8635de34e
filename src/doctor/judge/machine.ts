import { bytes, count } from "../../telemetry/words/format.ts";
import type { Finding } from "../finding.ts";
import type { MachineFacts } from "../measure/machine.ts";

/** A peer takes some 200 MB with TensorFlow.js and a small model, bytes. */
const SCARCE = 512 * 2 ** 20;

/** Judges cores and memory. */
export function judgeMachine({ cores, free, total }: MachineFacts): Finding {
  const memory = free === undefined
    ? "free memory not known (needs --allow-sys=systemMemoryInfo)"
    : `${bytes(free)} of ${bytes(total!)} memory free`;
  const isScarce = free !== undefined && free < SCARCE;
  return {
    check: "machine",
    level: isScarce ? "warning" : "ok",
    title: isScarce
      ? "Little memory is free"
      : `${count(cores, "core")}, ${memory}`,
    ...(isScarce
      ? {
        seen: `${count(cores, "core")}, ${memory}`,
        cure:
          "end other programs: a peer takes some 200 MB, and 30 bytes for each weight of the model",
      }
      : {}),
  };
}
