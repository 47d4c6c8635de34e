import type { PeerInput } from "../peer/mod.ts";

/** What a machine that nothing reaches learns of an input when it wakes up. */
export function unlessSent(input: PeerInput): PeerInput | undefined {
  switch (input.kind) {
    case "frame":
    case "transfer":
      return undefined;
    case "caught-up": {
      const { publicKey } = input;
      return { kind: "caught-up", publicKey, error: "The connection was lost" };
    }
    default:
      return input;
  }
}
