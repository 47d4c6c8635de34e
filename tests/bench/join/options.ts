import type { PeerOptions } from "../../../mod.ts";

/** What all peers of the measurement are told. */
export const OPTIONS = {
  task: new URL("./task.ts", import.meta.url),
  variant: "k-async",
  k: 1,
  codec: { kind: "top-k", fraction: 0.0002 },
  pace: 200,
  interfaces: ["127.0.0.1"],
  listen: ["127.0.0.1:0"],
} satisfies Partial<PeerOptions>;
