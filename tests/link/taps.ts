/** What of libc is needed. */
const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  // In a thread of its own, so that the event loop goes on.
  poll: {
    parameters: ["buffer", "u64", "i32"],
    result: "i32",
    nonblocking: true,
  },
} as const;

/** Flags of open(2) on Linux: read and write, without blocking. */
const O_RDWR_NONBLOCK = 0o2 | 0o4000;
/** _IOW('T', 202, int). */
const TUNSETIFF = 0x400454can;
/** Ethernet frames, without a header of packet information. */
const IFF_TAP_NO_PI = 0x0002 | 0x1000;
/** poll(2): there is data to read. */
const POLLIN = 1;
/** Bytes of a struct pollfd: descriptor, events asked for, events that came. */
const POLLFD = 8;
/** More than any frame of an interface with an MTU of 1500. */
const FRAME = 2048;
/** How long one call of poll(2) may last, ms. */
const PATIENCE = 50;

/** Several TAP interfaces of Linux, through FFI: frames that the kernel sends there come here. */
export class Taps {
  readonly #libc: Deno.DynamicLibrary<typeof SYMBOLS>;
  readonly #descriptors: number[] = [];
  readonly #buffer = new Uint8Array(FRAME);
  #isClosed = false;

  /**
   * Makes an interface for each name, in this process's network namespace; it may
   * be moved to another afterwards. They go with the process, or on `close()`.
   *
   * @throws {Error} If one cannot be made
   */
  constructor(names: string[]) {
    this.#libc = Deno.dlopen("libc.so.6", SYMBOLS);
    try {
      for (const name of names) this.#descriptors.push(this.#open(name));
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** Hands over each frame, as its own bytes, until closed. */
  async read(take: (tap: number, frame: Uint8Array) => void): Promise<void> {
    const polled = new Uint8Array(this.#descriptors.length * POLLFD);
    const view = new DataView(polled.buffer);
    this.#descriptors.forEach((descriptor, i) => {
      view.setInt32(i * POLLFD, descriptor, true);
      view.setInt16(i * POLLFD + 4, POLLIN, true);
    });
    const count = BigInt(this.#descriptors.length);
    const { poll, read } = this.#libc.symbols;
    while (!this.#isClosed) {
      await poll(polled, count, PATIENCE);
      for (const [i, descriptor] of this.#descriptors.entries()) {
        if (view.getInt16(i * POLLFD + 6, true) === 0) continue;
        for (;;) {
          const length = read(descriptor, this.#buffer, BigInt(FRAME));
          if (length <= 0) break;
          take(i, this.#buffer.slice(0, Number(length)));
        }
      }
    }
    this.#end();
  }

  /** Hands the kernel a frame; an interface that is down drops it. */
  write(tap: number, frame: Uint8Array<ArrayBuffer>): void {
    this.#libc.symbols.write(
      this.#descriptors[tap]!,
      frame,
      BigInt(frame.length),
    );
  }

  /** Ends `read()`, which then removes the interfaces. */
  close(): void {
    this.#isClosed = true;
  }

  #open(name: string): number {
    const { open, ioctl, close } = this.#libc.symbols;
    const path = new TextEncoder().encode("/dev/net/tun\0");
    const descriptor = open(path, O_RDWR_NONBLOCK);
    if (descriptor < 0) {
      throw new Error(
        "Cannot open /dev/net/tun: it needs the tun module and CAP_NET_ADMIN",
      );
    }
    // struct ifreq: the name in 16 bytes, the flags in the next two.
    const request = new Uint8Array(40);
    request.set(new TextEncoder().encode(name).subarray(0, 15));
    new DataView(request.buffer).setInt16(16, IFF_TAP_NO_PI, true);
    if (ioctl(descriptor, TUNSETIFF, request) < 0) {
      close(descriptor);
      throw new Error(
        `Cannot make the interface ${name}: it needs CAP_NET_ADMIN`,
      );
    }
    return descriptor;
  }

  #end(): void {
    for (const descriptor of this.#descriptors.splice(0)) {
      this.#libc.symbols.close(descriptor);
    }
    this.#libc.close();
  }
}
