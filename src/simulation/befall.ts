import type { Fault } from "./fault.ts";
import type { Simulation } from "./simulation.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/**
 * Lets a fault take effect now, and end when it is over.
 *
 * @returns whether there was anybody to befall
 */
export function befall(simulation: Simulation, fault: Fault): boolean {
  const { peers, overlay } = simulation;
  switch (fault.kind) {
    case "join":
      if (!peers.some((peer) => peer.isRunning)) return false;
      for (let i = 0; i < (fault.count ?? 1); i++) simulation.add();
      return true;
    case "partition": {
      const group = fault.group.flatMap((index) => peers[index] ?? []);
      if (!group.some((peer) => peer.isRunning)) return false;
      const partition = simulation.partition(group, fault.silent ?? false);
      simulation.after(fault.lasts, () => simulation.heal(partition));
      return true;
    }
    case "loss": {
      simulation.after(fault.lasts, overlay.lose(fault.loss));
      return true;
    }
    default: {
      const victim = peers[fault.peer];
      if (!victim?.isRunning) return false;
      befallPeer(simulation, fault, victim);
      return true;
    }
  }
}

function befallPeer(
  simulation: Simulation,
  fault: Extract<Fault, { peer: number }>,
  victim: VirtualPeer,
): void {
  switch (fault.kind) {
    case "crash": {
      const { restartAfter } = fault;
      simulation.crash(victim, fault);
      if (restartAfter !== undefined) {
        simulation.restart(victim, { ...fault, after: restartAfter });
      }
      break;
    }
    case "leave":
      simulation.leave(victim);
      break;
    case "freeze": {
      if (victim.suspended) break;
      const { peer } = victim;
      simulation.freeze(victim, fault);
      simulation.after(fault.lasts, () => {
        if (victim.peer === peer) simulation.thaw(victim);
      });
      break;
    }
    case "slow":
      victim.slowness *= fault.factor;
      if (fault.lasts === undefined) break;
      simulation.after(fault.lasts, () => {
        victim.slowness /= fault.factor;
      });
      break;
  }
}
