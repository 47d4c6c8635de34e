/**
 * Measures a link with UDP, as a process in a network namespace: `echo` sends each
 * datagram back and says when it is ready; `ping HOST COUNT SIZE PAUSE` sends COUNT
 * datagrams of SIZE bytes, PAUSE ms apart, and prints what came back within half a
 * second after the last, as a line of JSON: a list of {@linkcode Reply}.
 *
 *     deno run -P=test tests/link/probe.ts ping 10.77.0.2 100 64 10
 */
import { createSocket } from "node:dgram";

/** A datagram that came back. */
export interface Reply {
  number: number;
  /** When, ms after the first was sent. */
  at: number;
  /** Round trip, ms. */
  ms: number;
}

const PORT = 7007;

function echo(): void {
  const socket = createSocket("udp4");
  socket.on("message", (data, from) => {
    socket.send(data, from.port, from.address);
  });
  socket.bind(PORT, "0.0.0.0", () => console.log("ready"));
}

async function ping(
  host: string,
  count: number,
  size: number,
  pause: number,
): Promise<Reply[]> {
  const socket = createSocket("udp4");
  const sentAt: number[] = [];
  const replies: Reply[] = [];
  socket.on("message", (data) => {
    const number = data.readUInt32LE(0);
    const now = performance.now();
    replies.push({ number, at: now - sentAt[0]!, ms: now - sentAt[number]! });
  });
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const wait = start + i * pause - performance.now();
    if (wait > 0) await sleep(wait);
    const data = new Uint8Array(size);
    new DataView(data.buffer).setUint32(0, i, true);
    sentAt.push(performance.now());
    socket.send(data, PORT, host);
  }
  // Until all are there, or two seconds have brought nothing.
  for (let before = -1; before < replies.length && replies.length < count;) {
    before = replies.length;
    for (let i = 0; i < 40 && replies.length < count; i++) await sleep(50);
  }
  socket.close();
  return replies;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const [mode, host, ...numbers] = Deno.args;
if (mode === "echo") echo();
else {
  const [count, size, pause] = numbers.map(Number);
  console.log(JSON.stringify(await ping(host!, count!, size!, pause!)));
}
