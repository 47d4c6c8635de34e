import type { NetworkInterface } from "./interfaces.ts";

/** How often the interfaces are looked at, in milliseconds. */
const EVERY = 2_000;

/** What has changed. */
export interface InterfaceChange {
  /** The interfaces to use from now on. */
  readonly chosen: NetworkInterface[];
  /** Those among them that are new. */
  readonly added: NetworkInterface[];
  /** Those that are gone. */
  readonly removed: NetworkInterface[];
}

/** What a watch needs. */
export interface InterfaceWatchOptions {
  /** The interfaces in use at first. */
  readonly chosen: NetworkInterface[];
  /** Those to use now; may throw where the system does not say. */
  choose(): NetworkInterface[];
  /** Told of each change. */
  onChange(change: InterfaceChange): void;
  /** How often to look, ms; default 2,000. */
  readonly every?: number;
}

/**
 * Notices that this machine has another address than before: it has moved to
 * another network, or its network came up late. No system call tells of that
 * everywhere, so this looks, every two seconds.
 */
export class InterfaceWatch {
  readonly #options: InterfaceWatchOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #chosen: NetworkInterface[];

  /** Looks from now on. */
  constructor(options: InterfaceWatchOptions) {
    this.#options = options;
    this.#chosen = options.chosen;
    this.#timer = setInterval(() => this.look(), options.every ?? EVERY);
  }

  /** Looks now. */
  look(): void {
    let chosen: NetworkInterface[];
    try {
      chosen = this.#options.choose();
    } catch {
      return; // In the midst of a change; the next look will see.
    }
    const added = without(chosen, this.#chosen);
    const removed = without(this.#chosen, chosen);
    if (added.length + removed.length === 0) return;
    this.#chosen = chosen;
    this.#options.onChange({ chosen, added, removed });
  }

  /** Looks no more. */
  close(): void {
    clearInterval(this.#timer);
  }
}

/** Those of `all` that are not in `others`. */
function without(
  all: NetworkInterface[],
  others: NetworkInterface[],
): NetworkInterface[] {
  return all.filter(({ name, address }) =>
    !others.some((each) => each.name === name && each.address === address)
  );
}
