import type { Fault } from "./fault.ts";
import { duration, percent } from "../telemetry/words/format.ts";

/** A fault in a line for people. */
export function describeFault(fault: Fault): string {
  const span = (ms: number) => duration(ms / 1000);
  const lasting = "lasts" in fault && fault.lasts !== undefined
    ? ` for ${span(fault.lasts)}`
    : "";
  switch (fault.kind) {
    case "crash": {
      const { peer, silent, restartAfter, disk, torn, moves } = fault;
      const how = silent ? "falls silent" : "crashes";
      if (restartAfter === undefined) return `peer ${peer} ${how}`;
      return `peer ${peer} ${how}, to return after ${span(restartAfter)} ${
        disk ? "from its disk" : "with nothing but its name"
      }${torn === undefined ? "" : `, the last ${span(torn)} lost`}${
        moves ? ", elsewhere" : ""
      }`;
    }
    case "leave":
      return `peer ${fault.peer} is asked to leave`;
    case "join":
      return fault.count === undefined || fault.count === 1
        ? "a peer comes"
        : `${fault.count} peers come`;
    case "freeze":
      return `peer ${fault.peer} ${
        fault.deaf ? "is asleep" : "freezes"
      }${lasting}`;
    case "partition": {
      const { group, silent } = fault;
      const who = `peer${group.length === 1 ? "" : "s"} ${group.join(", ")}`;
      return `${who} cut off from the others${
        silent ? ", silently," : ""
      }${lasting}`;
    }
    case "slow":
      return `peer ${fault.peer} computes ${fault.factor} times slower${lasting}`;
    case "loss":
      return `${percent(fault.loss)} of what gossip sends gets lost${lasting}`;
  }
}
