import type { Network } from "../network/mod.ts";
import type { PeerInput } from "../peer/mod.ts";
import { decodeFrame, type Frame, fromHex } from "../replica/mod.ts";

/**
 * Asks a peer for what is missing here, until it has answered all of it.
 *
 * @param publicKey of whom, hex
 * @param signal breaks it off; nothing is told afterwards
 * @param tell is handed what to tell the own peer, the end and a failure included
 */
export async function catchUp(
  network: Network,
  { publicKey, request }: { publicKey: string; request: Uint8Array },
  signal: AbortSignal,
  tell: (input: PeerInput) => void,
): Promise<void> {
  const late = (input: PeerInput) => signal.aborted || tell(input);
  try {
    const peer = network.peerOf(fromHex(publicKey));
    for await (const bytes of network.request(peer, request, { signal })) {
      late(inputOf(publicKey, decodeFrame(bytes, { owned: true })));
    }
    late({ kind: "caught-up", publicKey });
  } catch (error) {
    const { message } = error as Error;
    late({ kind: "caught-up", publicKey, error: message });
  }
}

/** What a peer is told of part of an answer. */
function inputOf(publicKey: string, frame: Frame): PeerInput {
  switch (frame.kind) {
    case "update":
    case "announcement":
    case "status":
      return { kind: "frame", frame, relayed: true };
    default:
      return { kind: "transfer", publicKey, frame };
  }
}
