import { type Layout, type Place, ringLabelAt } from "./swarm_layout.ts";

/** A node of the graph, and what is to stand at it. */
export interface Labelled {
  /** Public key. */
  peer: string;
  /** Where it stands. */
  place: Place;
  /** Half the room that its shape takes, CSS pixels. */
  radius: number;
  /** Its name; empty where nothing is to stand there. */
  name: string;
  /** What is to stand below the name; empty for nothing. */
  remark: string;
}

/** Where a label stands, as seen from its node. */
export interface Label {
  /** Where its text begins, ends or has its middle. */
  x: number;
  /** Which of these. */
  anchor: "start" | "middle" | "end";
  /** Baseline of the name. */
  nameY: number;
  /** Baseline of the remark. */
  remarkY: number;
}

/** A rectangle. */
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Width of a letter and height of a line, about, CSS pixels. */
const LETTER = 7, LINE = 13;

/** How far a label keeps from other nodes, as it would seem to be theirs, CSS pixels. */
const DISTANCE = 8;

/** Half the room of what a ring says. */
const RING = { x: 24, y: 8 };

/** What each step from the best side to the next is worth, square CSS pixels that it would cover. */
const STEP = 6;

/** How often everybody looks anew for a better side, as the others stand now. */
const SWEEPS = 3;

/**
 * A place for each label where it covers no node and no other label, if there is one: away
 * from the middle, where no line is, else on another side or at a corner.
 *
 * @returns By public key
 */
export function placeLabels(
  nodes: readonly Labelled[],
  layout: Pick<Layout, "centre" | "rings" | "labelAngle">,
  { width, height }: { width: number; height: number },
): Map<string, Label> {
  const named = nodes.filter(({ name }) => name !== "");
  const sides = named.map((node) =>
    sidesOf(node, node.place.y < layout.centre.y - 8)
  );
  const boxes = named.map((node, i) => boxOf(node, sides[i]![0]!));
  const labels = sides.map(([first]) => first!);
  const shapes = nodes.map(({ peer, place, radius }) => {
    const room = radius + DISTANCE;
    return { peer, box: around(place, { x: room, y: room }) };
  });
  const rings = layout.rings.map((ring) =>
    around(ringLabelAt(layout, ring), RING)
  );
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    named.forEach((node, i) => {
      const others = [
        ...rings,
        ...shapes.filter(({ peer }) => peer !== node.peer)
          .map(({ box }) => box),
        ...boxes.filter((_, other) => other !== i),
      ];
      let least = Infinity;
      sides[i]!.forEach((label, rank) => {
        const box = boxOf(node, label);
        const cost = STEP * rank + outside(box, width, height) +
          covered(box, others);
        if (cost >= least) return;
        least = cost;
        labels[i] = label;
        boxes[i] = box;
      });
    });
  }
  return new Map(named.map(({ peer }, i) => [peer, labels[i]!]));
}

/** Where a label may stand at a node, the best first: by four sides and four corners. */
function sidesOf({ radius: r, remark }: Labelled, isAbove: boolean): Label[] {
  const second = remark === "" ? 0 : LINE;
  const at = (nameY: number) => ({ nameY, remarkY: nameY + LINE });
  const middle = { x: 0, anchor: "middle" } as const;
  const right = (x: number) => ({ x, anchor: "start" }) as const;
  const left = (x: number) => ({ x: -x, anchor: "end" }) as const;
  const above = at(-r - 9 - second), below = at(r + 17);
  const [first, other] = isAbove ? [above, below] : [below, above];
  const beside = at(4 - second / 2);
  return [
    { ...middle, ...first },
    { ...middle, ...other },
    { ...right(r + 6), ...beside },
    { ...left(r + 6), ...beside },
    ...[first, other].flatMap((y) => [
      { ...right(r / 2), ...y },
      { ...left(r / 2), ...y },
    ]),
  ];
}

function around({ x, y }: Place, half: Place): Box {
  return {
    left: x - half.x,
    top: y - half.y,
    right: x + half.x,
    bottom: y + half.y,
  };
}

/** The room that a label takes. */
export function boxOf({ place, name, remark }: Labelled, label: Label): Box {
  const width = LETTER * Math.max(name.length, remark.length);
  const begins = { start: 0, middle: -width / 2, end: -width };
  const left = place.x + label.x + begins[label.anchor];
  const top = place.y + label.nameY - LINE + 3;
  const bottom = place.y + 3 + (remark === "" ? label.nameY : label.remarkY);
  return { left, top, right: left + width, bottom };
}

/** How much of a box others cover, square CSS pixels. */
export function covered(box: Box, others: readonly Box[]): number {
  let sum = 0;
  for (const { left, top, right, bottom } of others) {
    const width = Math.min(right, box.right) - Math.max(left, box.left);
    const height = Math.min(bottom, box.bottom) - Math.max(top, box.top);
    if (width > 0 && height > 0) sum += width * height;
  }
  return sum;
}

/** How much of a box is outside of the graph. */
function outside(box: Box, width: number, height: number): number {
  const area = (box.right - box.left) * (box.bottom - box.top);
  return area -
    covered(box, [{ left: 0, top: 0, right: width, bottom: height }]);
}
