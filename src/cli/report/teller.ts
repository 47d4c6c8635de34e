import type { NodeEvent } from "../../telemetry/mod.ts";
import {
  describeBriefly,
  describeQuorumRange,
} from "../../telemetry/words/describe_briefly.ts";
import type { Description } from "../../telemetry/words/describe_event.ts";
import type { PeerNames } from "../../telemetry/words/peer_names.ts";
import { EventFilter } from "./event_filter.ts";
import { QuorumNews } from "./quorum_news.ts";

/** Tells a person what happens to a peer, in few short lines. */
export class Teller {
  readonly #names: PeerNames;
  readonly #filter = new EventFilter();
  readonly #quorum = new QuorumNews();

  /** @param names What peers are called */
  constructor(names: PeerNames) {
    this.#names = names;
  }

  /** What is to be told of an event at once; undefined where that is nothing. */
  tell(event: NodeEvent, seconds: number): Description | undefined {
    if (event.type === "quorum") this.#quorum.note(event, seconds);
    else if (this.#filter.passes(event, seconds)) {
      return describeBriefly(event, this.#names);
    }
    return undefined;
  }

  /** What has happened a while ago, and is to be told now that it lasts. */
  due(seconds: number): Description | undefined {
    const news = this.#quorum.due(seconds);
    if (news === undefined) return undefined;
    return news.type === "quorum-range"
      ? describeQuorumRange(news, this.#names)
      : describeBriefly(news, this.#names);
  }
}
