/**
 * Lets a process that used libp2p end.
 *
 * libp2p's peer store locks through the `mortice` package, which opens a
 * BroadcastChannel on the main thread to serve locks to worker threads. Deno
 * cannot unref such a channel, so the process would never exit. The peer
 * store lives on one thread here, so its channel may as well be silent. All
 * other channels stay real.
 *
 * Import this before libp2p.
 *
 * @module
 */

/** The name of the channel that mortice opens. */
const LOCK_CHANNEL = "mortice";

/** A channel on which nobody else can be. */
class SilentChannel extends EventTarget {
  readonly name = LOCK_CHANNEL;
  onmessage = null;
  onmessageerror = null;
  postMessage(_message: unknown): void {}
  close(): void {}
}

const Native = globalThis.BroadcastChannel;

globalThis.BroadcastChannel = new Proxy(Native, {
  construct(target, args: [string], newTarget): object {
    return args[0] === LOCK_CHANNEL
      ? new SilentChannel()
      : Reflect.construct(target, args, newTarget);
  },
});
