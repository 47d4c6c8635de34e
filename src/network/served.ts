import type { NeighbourInfo, Neighbours } from "./hello.ts";
import type { Session } from "./session.ts";

/** How long to gather news, in milliseconds for each peer that is to hear it. */
const GATHER_EACH = 100;

/** The peers that we have told others that we serve, so that they need not. */
export class Served {
  readonly #told = new Map<string, NeighbourInfo>();
  #tellAfter = 0;

  /** What a newcomer is to hear. */
  list(): NeighbourInfo[] {
    return [...this.#told.values()];
  }

  /**
   * What has changed since the last call and is worth telling now. That a peer
   * is no longer served is urgent: others must serve it. That it is served only
   * saves them work, so in a swarm that is gathering it is told in one go.
   *
   * @param ready Peers that publishes reach.
   * @param mesh Peers that messages are forwarded to.
   */
  change(
    ready: Map<string, Session>,
    mesh: Set<string>,
  ): Neighbours | undefined {
    const add: NeighbourInfo[] = [];
    const remove = [...this.#told.keys()].filter((peer) =>
      !ready.has(peer) || !mesh.has(peer)
    );
    for (const peer of remove) this.#told.delete(peer);
    if (Date.now() >= this.#tellAfter) {
      for (const [peer, { hello }] of ready) {
        if (!mesh.has(peer) || this.#told.has(peer)) continue;
        const { addresses, details } = hello!;
        const info = { id: peer, addresses, details };
        this.#told.set(peer, info);
        add.push(info);
      }
    }
    if (add.length > 0) this.#tellAfter = Date.now() + GATHER_EACH * ready.size;
    return add.length + remove.length > 0 ? { add, remove } : undefined;
  }
}
