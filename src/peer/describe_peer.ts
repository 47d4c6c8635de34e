import { nameOfCodec } from "../compression/mod.ts";
import type { PeerFigures } from "./events.ts";
import type { PeerParts } from "./parts.ts";
import type { Wheel } from "./wheel.ts";

/** A peer's figures at a glance. Looks only; costs nothing that grows with the swarm. */
export function describePeer(
  parts: PeerParts,
  { phase, waitingFor }: Wheel,
  now: number,
): PeerFigures {
  const { pacer, turns, choice, progress, config, balance, herding } = parts;
  const { k, reason } = pacer;
  const { computing, cancelled, publisher, occupation } = turns;
  const { newest } = herding;
  return {
    phase,
    progress: parts.passes,
    epochs: config.epochs,
    round: parts.rounds.round,
    members: parts.swarm.size,
    variant: config.variant,
    rule: config.k,
    k,
    ...(reason === undefined ? {} : { quorumReason: reason }),
    codec: nameOfCodec(choice.codec.spec),
    localSteps: parts.localSteps.steps,
    updates: progress.updates,
    published: publisher.writer.seq,
    loss: progress.loss,
    overshoot: Math.max(1, parts.rounds.updatesPerRound(k) / k),
    cancelled,
    utilisation: occupation.part(now),
    orderingBytes: balance.heldBytes,
    elastic: parts.elastic.figures,
    staleness: parts.staleness.figures,
    ordering: {
      ...balance.figures,
      ...(newest === undefined ? {} : { herding: newest }),
    },
    waitingFor: computing === undefined ? waitingFor : "",
  };
}
