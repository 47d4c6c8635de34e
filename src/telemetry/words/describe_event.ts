import type { Herding } from "../../ordering/mod.ts";
import type { NodeEvent } from "../mod.ts";
import { bytes, count, duration, number, validation } from "./format.ts";
import { type PeerNames, withKey } from "./peer_names.ts";
import { printable } from "./printable.ts";
import type { Tone } from "./tone.ts";

/** An event in words. */
export interface Description {
  /** One line, or a few. */
  text: string;
  /** How to colour it. */
  tone: Tone;
}

const told = (tone: Tone) => (text: string): Description => ({
  text: printable(text),
  tone,
});
const plain = told("plain"), good = told("good"), warning = told("warning");

/**
 * How evenly the epoch's order mixed its gradients, beside random ones; nothing where
 * nine random orders of ten lie. The first epoch's order is random; what
 * strays there is the model, which moves fastest. Older logs lack the range.
 */
function evenness(epoch: number, measured?: Herding): string {
  if (measured === undefined || !(measured.random > 0)) return "";
  const { infinity, random, low, high } = measured;
  if (infinity >= low && infinity <= high) return "";
  const change = Math.round(100 * (1 - infinity / random));
  if (change > 0) {
    return `, in an order ${change} % more even than a random one`;
  }
  return epoch === 1
    ? ""
    : `, in an order ${-change} % less even than a random one`;
}

/** An event in a line for people, with peers by name. */
export function describeEvent(event: NodeEvent, names: PeerNames): Description {
  const who = "peer" in event ? names.tell(event.peer) : "";
  switch (event.type) {
    case "ready":
      return plain([
        `${withKey(event.name, event.peer)} in swarm "${event.swarm}": ${
          count(event.parameters, "parameter")
        }, ${count(event.units, "unit")} an epoch, ${event.backend}`,
        ...event.addresses.map((address) => `Listening on ${address}`),
      ].join("\n"));
    case "notice":
    case "warning":
      return warning(names.in(event.text));
    case "peer-connected":
      return plain(`${who} connected`);
    case "peer-disconnected":
      return plain(`${who} disconnected`);
    case "peer-refused":
      return warning(
        // Every libp2p id begins alike, so it is the end that tells peers apart.
        `${event.name || "A peer"} (…${event.peer.slice(-6)}) ${event.reason}`,
      );
    case "restored":
      return good(`Going on from epoch ${event.epoch} (${event.directory})`);
    case "member-joined":
      return good(
        `${who} trains with us from round ${event.round}: ${
          count(event.members, "peer")
        }`,
      );
    case "member-left":
      return plain(`${who} left: ${count(event.members, "peer")}`);
    case "member-suspected":
      return warning(
        `${who} is no longer waited for (${event.reason}): ${
          count(event.members, "peer")
        }`,
      );
    case "member-returned":
      return good(`${who} is back: ${count(event.members, "peer")}`);
    case "resumed":
      return plain(
        `This machine stood still for ${duration(event.asleepMs / 1000)}`,
      );
    case "member-lagging":
      return plain(
        `${who} takes updates in more slowly than they come: it is ${event.behind} behind, and catches up while the others go on`,
      );
    case "history-dropped":
      return warning(
        event.peer === undefined
          ? "There is no room for older updates any more: whoever lacks them takes a snapshot"
          : `There is no room any more for what ${who} has missed: it comes back by a snapshot`,
      );
    case "feed-ended":
      return warning(
        `Updates of ${who} are refused from here: ${event.reason}`,
      );
    case "fork":
      return warning(
        `${who} has signed two different updates as number ${event.seq}, and takes part no more: nothing of its feed ${
          event.feed.slice(0, 8)
        } from there on is in the model. Is its machine a copy of another that runs as well?`,
      );
    case "duplicate":
      return warning(
        `Two processes take part as ${who}: the one that was started last counts, the other is to stop`,
      );
    case "joining":
      return plain(`Taking ${count(event.behind, "update")} from ${who}`);
    case "joined":
      return good(
        `Joined in round ${event.round}, after ${
          event.progress.toFixed(1)
        } epochs`,
      );
    case "started":
      return good(
        `Training began with ${count(event.members, "peer")}, K = ${event.k}`,
      );
    case "codec":
      return plain(
        event.from === event.to
          ? `Updates as ${event.to}: ${event.reason}`
          : `Updates as ${event.to}, no more ${event.from}: ${event.reason}`,
      );
    case "quorum":
      return plain(`K ${event.from} -> ${event.to}: ${names.in(event.reason)}`);
    case "local-steps":
      return plain(
        `Local steps ${event.from} -> ${event.to}: ${names.in(event.reason)}`,
      );
    case "cut-off":
      return plain(
        event.to === undefined
          ? `Late work goes on: ${names.in(event.reason)}`
          : `A gradient begins anew where the others are ${
            count(event.to, "round")
          } ahead of it: ${names.in(event.reason)}`,
      );
    case "gate":
      return (event.isClosed ? warning : good)(
        `${event.isClosed ? "Waiting" : "Going on"}: known to lack ${
          number(event.distance)
        } of at most ${number(event.bound)} steps (${names.in(event.reason)})`,
      );
    case "catch-up":
      return plain(`Asking ${who} for ${count(event.missing, "update")}`);
    case "fetching":
      return plain(
        `Fetching the model from ${who}: ${bytes(event.bytes)} of ${
          bytes(event.of)
        }`,
      );
    case "epoch":
      return plain(
        `Epoch ${event.epoch}: training loss ${number(event.loss)}, ${
          duration(event.seconds)
        }${evenness(event.epoch, event.herding)}`,
      );
    case "validation":
      return plain(
        `Epoch ${event.validation.epoch}: ${
          validation(event.validation)
        } (measured by ${who})`,
      );
    case "published":
      return plain(`Update ${event.seq} of ${event.feed.slice(0, 8)} goes out`);
    case "done":
      return good(`Training is done: ${event.reason}`);
    case "saved":
      return good(`Saved ${event.files.join(", ")}`);
    case "dashboard":
      return good(`Dashboard: ${event.url}`);
    case "metrics":
      return good(`Metrics: ${event.url}`);
    default:
      return plain(unknownEvent(event));
  }
}

/** What a newer event would look like; the compiler sees that there is none. */
function unknownEvent(event: never): string {
  return JSON.stringify(event);
}
