import { assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { constant } from "../../src/simulation/delays/mod.ts";
import type { NetworkModel } from "../../src/simulation/network_model.ts";
import { Overlay } from "../../src/simulation/overlay.ts";

/** The seed of this run; DROVER_SEED=n replays another. */
export const SEED = Number(Deno.env.get("DROVER_SEED") ?? 5);
/** Bytes that the overlay adds to each message. */
export const ENVELOPE = 200;

/** How to run the same again. */
export const REPLAY =
  `replay: DROVER_SEED=${SEED} deno test -P=test tests/simulation`;

/** An overlay that so many peers have joined at the same time. */
export function overlayOf(
  peers: number,
  model: NetworkModel = {},
  links?: [number, number][],
): Overlay {
  const overlay = new Overlay(model, new Random("overlay", SEED), links);
  overlay.expect(peers);
  for (let peer = 0; peer < peers; peer++) overlay.join(peer);
  return overlay;
}

/** Each peer's neighbours. */
export function graphOf(overlay: Overlay, peers: number): number[][] {
  return Array.from({ length: peers }, (_, i) => [...overlay.neighbours(i)]);
}

/** Whom a broadcast reached and when. */
export function reached(
  overlay: Overlay,
  from: number,
  now = 0,
): Map<number, number> {
  const { count, peers, times } = overlay.broadcast(from, 1000, now);
  assertEquals(times.slice(0, count), times.slice(0, count).sort());
  const first = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    if (!first.has(peers[i]!)) first.set(peers[i]!, times[i]!);
  }
  return first;
}

/** Everybody but one. */
export function others(peers: number, but: number): number[] {
  return Array.from({ length: peers }, (_, i) => i).filter((i) => i !== but);
}

/** Ascending. */
export function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Latencies that differ from link to link, and are always the same. */
export function fixedLatency(from: number, to: number) {
  return constant(0.5 + new Random(from, to).uniform());
}

/** A random graph in which each peer is linked with at least so many others. */
export function randomLinks(peers: number, degree: number): [number, number][] {
  const random = new Random("links", SEED), links: [number, number][] = [];
  for (let i = 0; i < peers; i++) {
    for (let n = 0; n < degree / 2; n++) links.push([i, random.below(peers)]);
  }
  return links;
}
