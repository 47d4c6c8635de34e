import type { Member } from "../model/mod.ts";

/** Where somebody stands in the graph, CSS pixels. */
export interface Place {
  /** From the left. */
  x: number;
  /** From the top. */
  y: number;
}

/** A circle of equal lag. */
export interface Ring {
  /** One-way lag, ms. */
  lagMs: number;
  /** Half its width. */
  rx: number;
  /** Half its height. */
  ry: number;
}

/** Where everybody stands. */
export interface Layout {
  /** The teller's place. */
  centre: Place;
  /** By public key. */
  places: Map<string, Place>;
  /** Powers of ten of the lag. */
  rings: Ring[];
  /** Where the rings say what they are: between two nodes. */
  labelAngle: number;
  /** Radius of a node. */
  nodeRadius: number;
  /** Whether there is room for everybody's name. */
  hasNames: boolean;
}

/** Room for names at the edge. */
const MARGIN = { x: 58, y: 34 };

/**
 * The teller in the middle, everybody else around it in the order of their keys, so
 * that nobody changes place with another; the farther out, the longer messages
 * take, on a logarithmic scale. Whose lag is not known stands at the edge.
 */
export function layOut(
  members: readonly Member[],
  width: number,
  height: number,
): Layout {
  const centre = { x: width / 2, y: height / 2 };
  const others = members.filter(({ isSelf }) => !isSelf)
    .sort((a, b) => a.peer < b.peer ? -1 : 1);
  const isCrowded = others.length > 24;
  const rx = Math.max(40, width / 2 - MARGIN.x);
  const ry = Math.max(40, height / 2 - MARGIN.y);
  const inner = isCrowded ? 0.38 : 0.3;
  const lags = others.map(({ lagMs }) => lagMs)
    .filter((lag) => lag !== undefined && lag > 0) as number[];
  const from = Math.floor(Math.log10(Math.max(0.01, Math.min(...lags, 1e9))));
  const low = lags.length === 0 ? -1 : from;
  const high = lags.length === 0
    ? 0
    : Math.max(low + 1, Math.ceil(Math.log10(Math.max(0.01, ...lags))));
  const part = (lag: number | undefined) => {
    if (lag === undefined || !(lag > 0)) return 1;
    const at = (Math.log10(Math.max(0.01, lag)) - low) / (high - low);
    return inner + (1 - inner) * Math.min(1, Math.max(0, at));
  };
  const places = new Map<string, Place>();
  others.forEach(({ peer, lagMs }, i) => {
    // A quarter of a step aside, so that two peers do not hide behind the middle one's name.
    const angle = 2 * Math.PI * (i + 0.25) / others.length - Math.PI / 2;
    places.set(peer, {
      x: Math.round(centre.x + rx * part(lagMs) * Math.cos(angle)),
      y: Math.round(centre.y + ry * part(lagMs) * Math.sin(angle)),
    });
  });
  const self = members.find(({ isSelf }) => isSelf);
  if (self !== undefined) places.set(self.peer, centre);
  const rings = lags.length === 0
    ? []
    : Array.from({ length: high - low + 1 }, (_, i) => {
      const lagMs = 10 ** (low + i);
      return { lagMs, rx: rx * part(lagMs), ry: ry * part(lagMs) };
    });
  return {
    centre,
    places,
    rings,
    labelAngle: -2 * Math.PI * 0.25 / Math.max(1, others.length) - Math.PI / 2,
    nodeRadius: isCrowded ? 5.5 : 9,
    hasNames: !isCrowded,
  };
}
