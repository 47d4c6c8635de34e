/**
 * A TCP relay on loopback that hands on whatever it reads some milliseconds
 * later, in order: a link as long as one likes.
 */
export class SlowLink {
  /** Milliseconds each way. */
  delay = 0;
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.Conn>();
  readonly #waiting = new Map<ReturnType<typeof setTimeout>, () => void>();
  readonly #done: Promise<void>;

  /** @param port where on this machine the link leads */
  constructor(port: number) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#done = this.#serve(port);
  }

  /** Where it begins, a multiaddr. */
  get address(): string {
    return `/ip4/127.0.0.1/tcp/${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) this.#end(connection);
    for (const [timer, resolve] of this.#waiting) {
      clearTimeout(timer);
      resolve();
    }
    await this.#done;
  }

  async #serve(port: number): Promise<void> {
    const pipes: Promise<void>[] = [];
    try {
      for await (const near of this.#listener) {
        near.setNoDelay();
        this.#connections.add(near);
        const far = await Deno.connect({ hostname: "127.0.0.1", port })
          .catch(() => undefined);
        if (far === undefined) {
          this.#end(near);
          continue;
        }
        far.setNoDelay();
        this.#connections.add(far);
        pipes.push(this.#pipe(near, far), this.#pipe(far, near));
      }
    } catch { /* closed */ }
    await Promise.all(pipes);
  }

  async #pipe(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    let last: Promise<unknown> = Promise.resolve();
    try {
      for (;;) {
        const buffer = new Uint8Array(1 << 17);
        const length = await from.read(buffer);
        if (length === null) break;
        const due = performance.now() + this.delay;
        last = last.then(() => this.#until(due))
          .then(() => write(to, buffer.subarray(0, length)));
        last.catch(() => this.#end(from));
      }
      await last;
    } catch { /* broken */ }
    this.#end(from);
    this.#end(to);
  }

  #until(due: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer);
        resolve();
      }, Math.max(0, due - performance.now()));
      this.#waiting.set(timer, resolve);
    });
  }

  #end(connection: Deno.Conn): void {
    if (!this.#connections.delete(connection)) return;
    connection.close();
  }
}

async function write(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}
