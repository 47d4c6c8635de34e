import { createHost } from "../../../src/network/host.ts";
import { WireMeter } from "../../../src/network/wire_meter.ts";
import { gossipsub } from "@chainsafe/libp2p-gossipsub";
import { multiaddr } from "@multiformats/multiaddr";

/** Bytes that are handed to a socket or a stream at a time. */
const BLOCK = 1 << 16;

const PROTOCOL = "/drover/bench/1";

/** Sends so many bytes to whoever connects, by raw TCP; tells where it listens. */
export async function sendByTcp(
  bytes: number,
  onAddress: (address: string) => void,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  onAddress(String((listener.addr as Deno.NetAddr).port));
  using connection = await listener.accept();
  const block = new Uint8Array(BLOCK);
  for (let sent = 0; sent < bytes;) sent += await connection.write(block);
  await connection.read(new Uint8Array(1));
}

/** Reads so many bytes by raw TCP; returns the seconds that it took. */
export async function readByTcp(bytes: number, port: string): Promise<number> {
  using connection = await Deno.connect({
    hostname: "127.0.0.1",
    port: Number(port),
  });
  const buffer = new Uint8Array(4 * BLOCK);
  const begun = performance.now();
  for (let read = 0; read < bytes;) {
    const more = await connection.read(buffer);
    if (more === null) break;
    read += more;
  }
  const seconds = (performance.now() - begun) / 1000;
  await connection.write(new Uint8Array(1));
  return seconds;
}

async function host(listen: string[]) {
  const host = await createHost({
    seed: crypto.getRandomValues(new Uint8Array(32)),
    listen,
    discovery: undefined,
    gossip: (components) => gossipsub()(components) as never,
    meter: new WireMeter(),
    onArriving: () => {},
  });
  await host.start();
  return host;
}

/** Sends so many bytes to whoever connects, by a stream as Drover's are: TCP, noise, yamux. */
export async function sendByStream(
  bytes: number,
  onAddress: (address: string) => void,
): Promise<void> {
  const own = await host(["/ip4/127.0.0.1/tcp/0"]);
  const over = Promise.withResolvers<void>();
  await own.handle(PROTOCOL, async ({ stream }) => {
    await stream.sink((function* () {
      const block = new Uint8Array(BLOCK);
      for (let sent = 0; sent < bytes; sent += BLOCK) yield block;
    })());
    for await (const _ of stream.source);
    over.resolve();
  });
  onAddress(String(own.getMultiaddrs()[0]));
  await over.promise;
  await own.stop();
}

/** Reads so many bytes by such a stream; returns the seconds that it took. */
export async function readByStream(
  bytes: number,
  address: string,
): Promise<number> {
  const own = await host([]);
  const stream = await own.dialProtocol(multiaddr(address), PROTOCOL);
  const begun = performance.now();
  let read = 0;
  for await (const list of stream.source) {
    read += list.byteLength;
    if (read >= bytes) break;
  }
  const seconds = (performance.now() - begun) / 1000;
  await stream.closeWrite();
  await own.stop();
  return seconds;
}
