import type { PeerAction } from "../peer/mod.ts";
import { decodeFrame, isSnapshot } from "../replica/mod.ts";
import type { SharedUpdates } from "./shared_updates.ts";
import type { Simulation } from "./simulation.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** Milliseconds after which an unanswered request fails, unless the model says otherwise. */
const TIMEOUT = 200;

/**
 * Sends a catch-up request and its answer over a stream: nothing is lost on it, but
 * where the partner is frozen or cut off no answer comes, and the request fails.
 *
 * @param shared the updates that everybody shares
 */
export function catchUp(
  simulation: Simulation,
  peer: VirtualPeer,
  { publicKey, request }: Extract<PeerAction, { kind: "catch-up" }>,
  shared: SharedUpdates,
): void {
  const { peer: asking } = peer;
  const { requestTimeout = TIMEOUT } = simulation.options.network ?? {};
  const fail = (at: number, error: string) =>
    simulation.at(at, () => {
      if (peer.peer !== asking) return;
      simulation.input(peer, { kind: "caught-up", publicKey, error });
    });
  const noAnswer = () =>
    fail(
      simulation.now + requestTimeout,
      `No answer within ${requestTimeout} ms`,
    );
  const partner = simulation.find(publicKey);
  const hangs = () =>
    partner.suspended || simulation.overlay.isCut(peer.index, partner.index);
  const { overlay } = simulation;
  const arrival = overlay.stream(
    peer.index,
    partner.index,
    request.length,
    simulation.now,
  );
  if (arrival === undefined) return noAnswer();
  simulation.at(arrival, () => {
    if (!partner.alive || partner.gone) {
      // One that fell silent leaves a connection behind on which nothing comes.
      return peer.connections.has(partner)
        ? noAnswer()
        : fail(simulation.now, "The connection is refused");
    }
    if (hangs()) return noAnswer();
    const frames = partner.peer.serve(request);
    const bytes = frames.reduce((sum, { length }) => sum + length, 0);
    const answered = overlay.stream(
      partner.index,
      peer.index,
      bytes,
      simulation.now,
    );
    if (answered === undefined) return noAnswer();
    simulation.at(answered, () => {
      if (peer.peer !== asking) return;
      if (hangs()) return noAnswer();
      for (const bytes of frames) {
        if (isSnapshot(bytes)) {
          simulation.input(peer, { kind: "snapshot", publicKey, bytes });
          continue;
        }
        const frame = decodeFrame(bytes, { owned: true });
        simulation.input(peer, {
          kind: "frame",
          frame: frame.kind === "update"
            ? { kind: "update", update: shared.share(frame.update) }
            : frame,
          relayed: true,
        });
      }
      simulation.input(peer, { kind: "caught-up", publicKey });
    });
  });
}
