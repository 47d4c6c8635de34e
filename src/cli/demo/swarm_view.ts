import type { NodeFigures, Summary } from "../../telemetry/mod.ts";
import type { TrainLine } from "./line.ts";

/** What is known of one process. */
export interface PeerView {
  /** Its name in the swarm. */
  name: string;
  /** What it is up to, before it has figures of its own. */
  state: "starting" | "running" | "ended" | "failed";
  /** Its newest figures. */
  figures?: NodeFigures;
  /** What it had to show at the end. */
  summary?: Summary;
  /** What it said went wrong. */
  error?: string;
}

/** The view of a process that has said nothing yet. */
export function newPeer(name: string): PeerView {
  return { name, state: "starting" };
}

/** The view after a line that the process said. */
export function withLine(peer: PeerView, line: TrainLine): PeerView {
  switch (line.type) {
    case "progress":
      return { ...peer, state: "running", figures: line };
    case "summary":
      return { ...peer, state: "ended", figures: line, summary: line };
    case "error":
      return { ...peer, state: "failed", error: line.message };
    default:
      return peer;
  }
}

/** The view after the process has ended. */
export function withExit(peer: PeerView, code: number): PeerView {
  return { ...peer, state: code === 0 ? "ended" : "failed" };
}
