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

/** What is nearer than so many ms cannot be told apart. */
const LEAST_LAG = 0.1;

/** Where the circle begins: at the upper left, where the rings say what they are. */
const START = -0.75 * Math.PI;

/** What of the circle is kept free for that. */
const GAP = 0.36;

/** The same in a graph that is less wide than so many CSS pixels, where names come nearer. */
const NARROW = { width: 360, gap: 0.7 };

/** How many others have room for their names, in a graph that is as wide or less so. */
const NAMED = { wide: 24, narrow: 6, width: 280 };

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
  const isCrowded = others.length >
    (width < NAMED.width ? NAMED.narrow : NAMED.wide);
  const margin = isCrowded ? { x: 24, y: 24 } : MARGIN;
  const rx = Math.max(40, width / 2 - margin.x);
  const ry = Math.max(40, height / 2 - margin.y);
  const inner = isCrowded ? 0.38 : 0.3;
  const lags = others.flatMap(({ lagMs }) =>
    lagMs === undefined ? [] : [Math.max(LEAST_LAG, lagMs)]
  );
  const high = Math.ceil(Math.log10(Math.max(...lags, LEAST_LAG)));
  // Where all are equally near there is room for them on the outer ring.
  const low = Math.min(
    high - 1,
    Math.floor(Math.log10(Math.min(...lags, 1e6))),
  );
  const part = (lag: number | undefined) => {
    if (lag === undefined) return 1;
    const at = (Math.log10(Math.max(LEAST_LAG, lag)) - low) / (high - low);
    return inner + (1 - inner) * Math.min(1, Math.max(0, at));
  };
  const gap = width < NARROW.width ? NARROW.gap : GAP;
  const places = new Map<string, Place>();
  others.forEach(({ peer, lagMs }, i) => {
    const angle = START + gap / 2 +
      (2 * Math.PI - gap) * (i + 0.5) / others.length;
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
    labelAngle: START,
    nodeRadius: isCrowded ? 5.5 : 9,
    hasNames: !isCrowded,
  };
}

/** The middle of what a ring says. */
export function ringLabelAt(
  { centre, labelAngle }: Pick<Layout, "centre" | "labelAngle">,
  { rx, ry }: Ring,
): Place {
  return {
    x: Math.round(centre.x + rx * Math.cos(labelAngle)),
    y: Math.round(centre.y + ry * Math.sin(labelAngle)),
  };
}
