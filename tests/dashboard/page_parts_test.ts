import { assert, assertEquals } from "@std/assert";
import { DOC_FILES } from "../../src/dashboard/doc_files.ts";
import type { Member } from "../../src/dashboard/page/model/mod.ts";
import {
  bytes,
  clock,
  duration,
  metric,
  milliseconds,
  number,
  passed,
  silence,
  whole,
} from "../../src/dashboard/page/parts/format.ts";
import { DecadeScale } from "../../src/dashboard/page/parts/decade_scale.ts";
import { momentsOf } from "../../src/dashboard/page/parts/chart_table.ts";
import { Share } from "../../src/dashboard/page/parts/share.ts";
import { labelled } from "../../src/dashboard/page/view/swarm_node.ts";
import { FACTS } from "../../src/dashboard/page/view/peer_card.ts";
import { silentOnes } from "../../src/dashboard/page/view/swarm_graph.ts";
import {
  boxOf,
  covered,
  placeLabels,
} from "../../src/dashboard/page/view/swarm_labels.ts";
import { layOut } from "../../src/dashboard/page/view/swarm_layout.ts";
import { Random } from "../../src/random/mod.ts";
import { madePeers, rowOf } from "./made_peers.ts";

const PAGE = new URL("../../src/dashboard/page/", import.meta.url);

/** So many members as the page has them. */
function membersOf(count: number, seed = count): Member[] {
  const random = new Random(seed);
  return madePeers(count, random).map((peer) => ({
    ...rowOf(peer, 10, random),
    updatesPerSecond: 1,
    bytesPerSecond: 1,
    isStraggler: false,
  }));
}

/** Text with narrow spaces as wide ones. */
const plain = (text: string) => text.replaceAll("\u202f", " ");

Deno.test("Figures read as people write them, with their unit", () => {
  assertEquals(plain(bytes(51_400)), "51.4 kB");
  assertEquals(plain(bytes(999.6)), "1.00 kB");
  assertEquals(plain(bytes(12)), "12 B");
  assertEquals(plain(milliseconds(0.31)), "0.31 ms");
  assertEquals(plain(milliseconds(404)), "404 ms");
  assertEquals(plain(milliseconds(1400)), "1.4 s");
  assertEquals(plain(duration(7500)), "2 h 5 min");
  assertEquals(plain(whole(1_234_567)), "1 234 567");
  assertEquals(plain(metric("accuracy", 0.9312)), "93.1 %");
  assertEquals(number(0.22144), "0.2214");
  assertEquals(clock(3723), "1:02:03");
});

Deno.test("A number keeps the zeros before its point, and loses those behind it", () => {
  const written = [
    [200, "200"],
    [150, "150"],
    [100, "100"],
    [10, "10"],
    [1000, "1 000"],
    [999.7, "1 000"],
    [99.996, "100"],
    [-300, "-300"],
    [12.5, "12.5"],
    [2.3, "2.3"],
    [0.05, "0.05"],
    [0.001, "0.001"],
    [0, "0"],
  ] as const;
  for (const [value, text] of written) {
    assertEquals(plain(number(value)), text);
  }
});

Deno.test("Progress is not shown beyond the last epoch", () => {
  assertEquals(passed(200.1, 200), "200.0");
  assertEquals(passed(0.04, 200), "0.0");
  assertEquals(passed(3.26, undefined), "3.3");
  assertEquals(passed(undefined, 200), "–");
});

Deno.test("A figure that is not known is a dash, never NaN or null", () => {
  for (const write of [bytes, milliseconds, duration, whole, number, clock]) {
    for (const value of [NaN, Infinity, null, undefined]) {
      assertEquals(write(value), "–");
    }
  }
});

Deno.test("In the graph the teller stands in the middle, others the farther the longer messages take", () => {
  const members = membersOf(16);
  const { places, centre } = layOut(members, 500, 500);
  assertEquals(places.size, 16);
  const others = members.slice(1).map(({ peer, lagMs }) => {
    const { x, y } = places.get(peer)!;
    // As parts of the outermost ring, which is an ellipse.
    const distance = Math.hypot((x - centre.x) / 192, (y - centre.y) / 216);
    return { lagMs: lagMs!, distance };
  });
  assertEquals(places.get(members[0]!.peer), centre);
  others.sort((a, b) => a.lagMs - b.lagMs).reduce((nearer, farther) => {
    // Places are whole pixels.
    assert(farther.distance > nearer.distance - 0.01);
    return farther;
  });
  assert(others.at(-1)!.distance > 2 * others[0]!.distance);
});

Deno.test("64 peers stand within the graph, and no two at one place", () => {
  for (const [width, height] of [[640, 400], [340, 330]] as const) {
    const { places } = layOut(membersOf(64), width, height);
    const seen = new Set<string>();
    for (const { x, y } of places.values()) {
      assert(x > 0 && x < width && y > 0 && y < height, `${x} ${y}`);
      seen.add(`${x} ${y}`);
    }
    assertEquals(seen.size, 64);
  }
});

Deno.test("Labels of the graph cover no shape and no other label, but in few of many swarms, on a phone and on a desk", () => {
  const swarms = 200;
  for (
    const [peers, width, height] of [
      [5, 328, 330],
      [7, 328, 330],
      [16, 560, 390],
    ] as const
  ) {
    let covers = 0;
    for (let seed = 1; seed <= swarms; seed++) {
      const members = membersOf(peers, seed).map((member, i) => ({
        ...member,
        isStraggler: i % 3 === 2,
      }));
      const layout = layOut(members, width, height);
      const { places, nodeRadius } = layout;
      const nodes = members.map((member) =>
        labelled(member, places.get(member.peer)!, {
          radius: nodeRadius,
          isTold: true,
        })
      );
      const labels = placeLabels(nodes, layout, { width, height });
      const boxes = nodes.map((node) => boxOf(node, labels.get(node.peer)!));
      const shapes = nodes.map(({ place: { x, y }, radius }) => ({
        left: x - radius,
        top: y - radius,
        right: x + radius,
        bottom: y + radius,
      }));
      const isCovering = boxes.some((box, i) =>
        covered(box, shapes.toSpliced(i, 1)) > 20 ||
        covered(box, boxes.toSpliced(i, 1)) > 20
      );
      if (isCovering) covers++;
    }
    // Where labels stand below their shapes, or above, it is more than half of them.
    assert(covers <= 0.05 * swarms, `${covers} of ${swarms} with ${peers}`);
  }
});

Deno.test("A peer keeps its direction when its lag or the order of rows changes", () => {
  const members = membersOf(8);
  const before = layOut(members, 500, 500);
  const after = layOut(
    members.toReversed().map((member) => ({
      ...member,
      ...(member.lagMs === undefined ? {} : { lagMs: 2 * member.lagMs }),
    })),
    500,
    500,
  );
  const angle = (
    { places, centre }: typeof before,
    peer: string,
  ) => {
    const { x, y } = places.get(peer)!;
    return Math.atan2(y - centre.y, x - centre.x);
  };
  for (const { peer, isSelf } of members) {
    if (isSelf) continue;
    assert(Math.abs(angle(before, peer) - angle(after, peer)) < 0.05);
  }
});

Deno.test("Members without a known lag stand at the edge, a lone teller in the middle", () => {
  const [self, other] = membersOf(2) as [Member, Member];
  const { lagMs: _, ...unknown } = other;
  const { places, rings } = layOut([self, unknown], 400, 300);
  assertEquals(rings, []);
  assertEquals(places.get(other.peer), { x: 300, y: 232 });
  assertEquals(layOut([self], 400, 300).places.get(self.peer), {
    x: 200,
    y: 150,
  });
});

Deno.test("The page puts what others say into the document as text alone", () => {
  const dangerous = /innerHTML|outerHTML|insertAdjacentHTML|document\.write/;
  for (const path of modules(PAGE)) {
    assert(!dangerous.test(Deno.readTextFileSync(path)), path.pathname);
  }
});

Deno.test("Figures of a panel stand with an explanation, not bare", () => {
  for (const path of modules(new URL("view/", PAGE))) {
    const source = Deno.readTextFileSync(path);
    const isExplained = !source.includes("new Panel(") ||
      !/element\("dt"/.test(source);
    assert(isExplained, `${path.pathname}: use Panel.fact()`);
  }
  for (const { label, means } of FACTS) {
    assert(means.length > label.length && means.endsWith("."), label);
  }
});

Deno.test("Every page of the documentation that a panel names is served, and no other", () => {
  const named = new Set<string>();
  for (const path of modules(PAGE)) {
    const source = Deno.readTextFileSync(path);
    for (const [, page] of source.matchAll(/\bdocs: "([^"]+)"/g)) {
      named.add(`/docs/${page}`);
    }
  }
  assertEquals([...named].sort(), Object.keys(DOC_FILES).sort());
});

function* modules(folder: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* modules(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}

Deno.test("A lag too short to be measured is the nearest, not unknown", () => {
  const [self, near, far] = membersOf(3) as [Member, Member, Member];
  const members = [self, { ...near, lagMs: 0 }, { ...far, lagMs: 30 }];
  const { places, rings, centre } = layOut(members, 400, 300);
  assertEquals(rings.map(({ lagMs }) => lagMs), [0.1, 1, 10, 100]);
  const distance = ({ peer }: Member) => {
    const { x, y } = places.get(peer)!;
    return Math.hypot(x - centre.x, y - centre.y);
  };
  assert(distance(near) < distance(far) / 2);
});

Deno.test("Peers that are all equally near have the outer ring to themselves", () => {
  const members = membersOf(8).map((member) => ({ ...member, lagMs: 0 }));
  const { places, rings } = layOut(members, 500, 500);
  assertEquals(rings.map(({ lagMs }) => lagMs), [0.01, 0.1]);
  for (const { peer, isSelf } of members) {
    const { x, y } = places.get(peer)!;
    if (!isSelf) assert(Math.hypot(x - 250, y - 250) > 180);
  }
});

Deno.test("A chart's table tells of the first moment, the last, and some between, evenly", () => {
  const times = Array.from({ length: 101 }, (_, i) => i / 10);
  assertEquals(momentsOf(times, 0, 10, 5), [0, 25, 50, 75, 100]);
  assertEquals(momentsOf(times, 5, 5.2, 5), [50, 51, 52]);
  assertEquals(momentsOf(times, 9.95, 20, 5), [100]);
  assertEquals(momentsOf(times, 11, 20, 5), []);
  assertEquals(momentsOf([], 0, 10, 5), []);
});

Deno.test("After a late frame fewer views are drawn in one, then slowly more again, and always one", () => {
  const share = new Share(12);
  let now = 0;
  const after = (gap: number) => share.at(now += gap);
  assertEquals(after(16), 12);
  assertEquals(after(16), 12);
  assertEquals(after(50), 6);
  assertEquals(after(50), 3);
  // A pause is no late frame.
  assertEquals(after(1000), 3);
  for (let frame = 0; frame < 11; frame++) after(16);
  assertEquals(after(16), 4);
  for (let frame = 0; frame < 9; frame++) after(50);
  assertEquals(after(50), 1);
  for (let frame = 0; frame < 200; frame++) after(16);
  assertEquals(after(16), 12);
});

Deno.test("An axis goes by powers of ten where values span more than one, and names round values", () => {
  const scale = new DecadeScale();
  const [low, high] = scale.range(0.003, 2.3);
  assertEquals(scale.isLogarithmic, true);
  assert(low < 0.003 && high > 2.3);
  assertEquals(scale.splits(low, high, NaN), [0.003, 0.01, 0.03, 0.1, 0.3, 1]);
  assertEquals(scale.splits(0.5, 20, NaN), [0.5, 1, 2, 5, 10, 20]);
  assertEquals(scale.splits(1e-12, 1, NaN), [
    1e-12,
    1e-10,
    1e-8,
    1e-6,
    1e-4,
    0.01,
    1,
  ]);
  for (const [least, most] of [[0.3, 2.3], [0, 100], [-1, 50]] as const) {
    scale.range(least, most);
    assertEquals(scale.isLogarithmic, false);
  }
  assertEquals(scale.splits(-0.2, 0.7, 0.2), [-0.2, 0, 0.2, 0.4, 0.6]);
  assertEquals(scale.range(null, null), [0, 1]);
});

Deno.test("A silence is told so coarsely that its words change rarely", () => {
  const silences = [800, 9_000, 12_000, 59_000, 240_000, 7_500_000];
  assertEquals(silences.map(silence).map(plain), [
    "less than 1 s",
    "over 1 s",
    "over 10 s",
    "over 30 s",
    "4 min",
    "2 h 5 min",
  ]);
});

Deno.test("Up to five who are silent are named, in order, those of one silence together", () => {
  const silent = (...ones: [string, number][]) =>
    plain(silentOnes(ones.map(([name, silentMs]) => ({ name, silentMs }))));
  assertEquals(
    silent(["peer 10", 1500], ["peer 4", 1900], ["peer 6", 1600], [
      "peer 5",
      12_000,
    ]),
    "peer 4, peer 6, peer 10, silent for over 1 s; peer 5, silent for over 10 s",
  );
  assertEquals(
    silent(
      ...[6, 1, 2, 3, 4, 5].map((i): [string, number] => [`p${i}`, 1000 + i]),
    ),
    "p1, p2, p3, p4, p5, silent for over 1 s; 1 more",
  );
});
