import type { Libp2p } from "@libp2p/interface";
import { answerRequest, CATCH_UP_PROTOCOL, type Respond } from "./catch_up.ts";
import { isToStay, restart } from "./connections.ts";
import type { Dialer } from "./dialer.ts";
import type { Greeter } from "./greeter.ts";
import { HELLO_PROTOCOL } from "./hello.ts";
import { PAYLOADS_PROTOCOL } from "./payloads/lane.ts";
import type { Payloads } from "./payloads/payloads.ts";
import { answerProbe, PROBE_PROTOCOL } from "./probe.ts";

/** Who is told of connections, and takes the streams that others open. */
export interface ListenerOptions {
  /** Looks no further for who is connected. */
  dialer: Dialer;
  /** Takes hellos, and knows who has said one. */
  greeter: Greeter;
  /** Takes payloads. */
  payloads: Payloads;
  /** Answers requests. */
  respond: Respond;
  /** The longest frame of a request or an answer, in bytes. */
  limit: number;
  /** The last connection to a peer is gone. */
  onLost(peer: string): void;
}

/**
 * Has connections, and the streams that others open, taken by whom they are for; what is
 * not a hello, from those alone who have said it.
 */
export async function listenToHost(
  host: Libp2p,
  { dialer, greeter, payloads, respond, limit, onLost }: ListenerOptions,
): Promise<void> {
  host.addEventListener("connection:open", ({ detail }) => {
    if (!isToStay(host, detail)) return;
    dialer.connected(detail.remotePeer.toString());
    greeter.connected(detail);
  });
  host.addEventListener("connection:close", ({ detail }) => {
    // Of two connections one broke, perhaps the one with the gossip stream, of
    // which gossipsub keeps one to each peer and makes no other.
    restart(host, detail.remotePeer);
  });
  host.addEventListener("peer:disconnect", ({ detail }) => {
    onLost(detail.toString());
  });
  await host.handle(PROBE_PROTOCOL, answerProbe);
  await host.handle(HELLO_PROTOCOL, (data) => greeter.accept(data));
  await host.handle(PAYLOADS_PROTOCOL, ({ stream, connection }) => {
    payloads.accept(`${connection.remotePeer}`, stream);
  });
  await host.handle(CATCH_UP_PROTOCOL, (data) => {
    const session = greeter.session(`${data.connection.remotePeer}`);
    if (session?.hello === undefined) {
      return data.stream.abort(new Error("Say hello first"));
    }
    return answerRequest(data, respond, limit);
  });
}
