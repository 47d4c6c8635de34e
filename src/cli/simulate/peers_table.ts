import type { PeerRecord } from "../../simulation/run.ts";
import {
  bytes,
  metric,
  number,
  shortHash,
} from "../../telemetry/words/format.ts";
import { type Column, table } from "../terminal/mod.ts";

/** Rows of a table that can still be taken in. */
const MOST_ROWS = 16;

/** Everyone who took part, a line each: how it ended, what it did, what it has. */
export function peersTable(peers: readonly PeerRecord[]): string[] {
  const metrics = Object.keys(
    peers.find(({ loss }) => loss !== undefined)?.metrics ?? {},
  );
  const right = (title: string): Column => ({ title, align: "right" });
  const columns = [
    { title: "peer" },
    { title: "outcome" },
    right("updates"),
    right("gradients"),
    right("cancelled"),
    right("sent"),
    right("loss"),
    ...metrics.map(right),
    { title: "model" },
  ];
  const rows = peers.slice(0, MOST_ROWS).map((peer) => {
    let updates = 0;
    for (const count of peer.published.values()) updates += count;
    return [
      `peer ${peer.index}`,
      outcome(peer),
      String(updates),
      String(peer.gradients),
      String(peer.cancelled),
      bytes(peer.bytesSent),
      number(peer.loss),
      ...metrics.map((name) =>
        peer.metrics[name] === undefined
          ? "-"
          : metric(name, peer.metrics[name])
      ),
      peer.hash === undefined ? "-" : shortHash(peer.hash),
    ];
  });
  const lines = table(columns, rows);
  if (peers.length > MOST_ROWS) {
    lines.push(`and ${peers.length - MOST_ROWS} more`);
  }
  return lines;
}

function outcome({ outcome, finishedAt }: PeerRecord): string {
  return outcome === "finished"
    ? `finished ${(finishedAt! / 1000).toFixed(3)} s`
    : outcome;
}
