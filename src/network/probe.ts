import type { Connection, IncomingStreamData, Libp2p } from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import type { WireMeter } from "./wire_meter.ts";

/** The protocol by which a peer asks whether the other side is still there: one byte comes back. */
export const PROBE_PROTOCOL = "/drover/probe/1";

/** How often the bytes of a connection are looked at while an answer is awaited, at least, ms. */
const LOOK_EVERY = 250;

/** Answers a probe; never throws. */
export async function answerProbe(
  { stream }: IncomingStreamData,
): Promise<void> {
  try {
    // Whoever asked ends the stream.
    await stream.sink([Uint8Array.of(1)]);
  } catch {
    // Whoever asked has gone.
  }
}

/**
 * Whether there is anybody at the other end of a connection. A connection whose
 * other side has vanished without a word (a closed lid, a pulled cable, a router
 * that has forgotten it) stays open for TCP, which tries for a quarter of an hour.
 * Any byte that comes is an answer: a link may be so full that the right one is
 * late.
 *
 * @param within how long nothing at all may come, ms
 */
export async function isAnswering(
  connection: Connection,
  within: number,
  meter: WireMeter,
): Promise<boolean> {
  const abort = new AbortController();
  const address = connection.remoteAddr.toString();
  let heard = meter.receivedFrom(address);
  let silentFor = 0;
  const every = Math.min(LOOK_EVERY, within);
  // Counted in turns of the own event loop: while that stands still nothing can come.
  const timer = setInterval(() => {
    const now = meter.receivedFrom(address);
    silentFor = now === heard ? silentFor + every : 0;
    heard = now;
    if (silentFor >= within) abort.abort();
  }, every);
  try {
    const stream = await connection.newStream(PROBE_PROTOCOL, {
      signal: abort.signal,
    });
    const end = () => stream.abort(new Error("The question is over"));
    abort.signal.addEventListener("abort", end);
    for await (const _ of stream.source) {
      end();
      return true;
    }
    return false;
  } catch (error) {
    // A peer that does not know the question has answered it.
    return (error as Error).name === "UnsupportedProtocolError";
  } finally {
    clearInterval(timer);
  }
}

/** Closes those connections to a peer at whose other end nobody is. */
export async function closeTheDead(
  host: Libp2p,
  peer: string,
  within: number,
  meter: WireMeter,
): Promise<void> {
  const connections = host.getConnections(peerIdFromString(peer));
  await Promise.all(connections.map(async (connection) => {
    if (await isAnswering(connection, within, meter)) return;
    connection.abort(new Error("Nobody is there any more"));
  }));
}
