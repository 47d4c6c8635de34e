import dgram from "node:dgram";

/** Whether the system knows a way; undefined where that could not be found out. */
export interface RouteFacts {
  /** To other networks. */
  outside: boolean | undefined;
  /** For multicast of a program that names no interface. */
  multicast: boolean | undefined;
}

/** An address that documentation uses, at which nobody is (RFC 5737). */
const NOBODY = "192.0.2.1";

/** A multicast group of organizations' own, which nobody here has joined (RFC 2365). */
const NO_GROUP = "239.255.77.77";

/** The port whose service throws away what it gets (RFC 863). */
const DISCARD = 9;

/**
 * Sees whether there are routes by sending a byte, which the first router drops at
 * the latest: Deno shows a system's routing table to nobody.
 */
export async function measureRoutes(): Promise<RouteFacts> {
  const [outside, multicast] = await Promise.all([
    canSend(NOBODY),
    canSend(NO_GROUP),
  ]);
  return { outside, multicast };
}

function canSend(address: string): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket("udp4");
    const end = (result: boolean | undefined) => {
      socket.close();
      resolve(result);
    };
    socket.once("error", () => end(undefined));
    socket.bind(0, () => {
      try {
        socket.setTTL(1);
        socket.setMulticastTTL(1);
        socket.send("x", DISCARD, address, (error) => end(!error));
      } catch {
        end(undefined);
      }
    });
  });
}
