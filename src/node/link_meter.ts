import type { LinkFigures, PeerAction, PeerInput } from "../peer/mod.ts";

/** Own updates over which the main thread's time is averaged. */
const MEMORY = 8;

/**
 * What a peer that chooses codecs and local steps is told of its machine: how long
 * the main thread is busy for each own update, folding what came meanwhile
 * included, and how fast bytes leave. What a local step takes that is not
 * published is left out: so many more of them take so much more of it.
 */
export class LinkMeter {
  #sinceUpdate = 0;
  #overhead: number | undefined;

  /**
   * An input was handled, and what followed done.
   *
   * @param ms how long that took
   * @param uplink bytes a second, where they are known
   * @returns what the peer is to be told, after an own update
   */
  handled(
    input: PeerInput,
    actions: readonly PeerAction[],
    ms: number,
    uplink: () => number | undefined,
  ): LinkFigures | undefined {
    const isPublished = actions.some((action) =>
      action.kind === "publish" && action.type === "update"
    );
    if (input.kind !== "gradient" || isPublished) this.#sinceUpdate += ms;
    if (!isPublished) return undefined;
    const before = this.#overhead ?? this.#sinceUpdate;
    this.#overhead = before + (this.#sinceUpdate - before) / MEMORY;
    this.#sinceUpdate = 0;
    const bytesPerSecond = uplink();
    return {
      overheadMs: this.#overhead,
      ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    };
  }
}
