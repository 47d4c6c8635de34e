/**
 * Draws ordering.svg: the path of the prefix sums of one epoch, in a random order
 * and after six epochs of PairBalance, of the same 4 x 100 vectors of the plane.
 *
 *     deno run -P docs/figures/ordering.ts
 */
import { herdingBound, pairBalanceEpoch } from "../../mod.ts";
import { permutation, Random } from "../../src/random/mod.ts";

const WORKERS = 4;
const UNITS = 100;
const EPOCHS = 6;
const SIZE = 260; // of a panel, px
const INK = "#57606a";

const random = new Random("figure", 1);
const angle = () => 2 * Math.PI * random.uniform();
const vectors = Array.from({ length: WORKERS }, () =>
  Array.from({ length: UNITS }, () => {
    const a = angle();
    return Float32Array.of(Math.cos(a), Math.sin(a));
  }));
for (const own of vectors) {
  for (const axis of [0, 1]) {
    const mean = own.reduce((sum, v) => sum + v[axis]!, 0) / UNITS;
    for (const v of own) v[axis]! -= mean;
  }
}

const inOrder = (orders: readonly (readonly number[])[]) =>
  Array.from({ length: UNITS }, (_, t) =>
    orders.map((order, worker) => vectors[worker]![order[t]!]!));

let orders: number[][] = vectors.map(() => [...permutation(UNITS, random)]);
const first = inOrder(orders);
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  orders = pairBalanceEpoch(orders, inOrder(orders)).nextOrders;
}
const last = inOrder(orders);

function path(gradients: Float32Array[][]): [number, number][] {
  let x = 0, y = 0;
  const points: [number, number][] = [[0, 0]];
  for (const row of gradients) {
    for (const [a, b] of row as unknown as [number, number][]) x += a, y += b;
    points.push([x, y]);
  }
  return points;
}

const paths = [path(first), path(last)];
const reach = Math.max(...paths.flat(2).map(Math.abs)) * 1.08;
const place = (value: number) => (SIZE / 2 * (1 + value / reach)).toFixed(1);

function panel(points: [number, number][], left: number, colour: string, title: string, bound: number) {
  const middle = left + SIZE / 2;
  return `  <text x="${middle}" y="24" text-anchor="middle" font-weight="600">${title}</text>
  <g transform="translate(${left} 40)">
    <rect width="${SIZE}" height="${SIZE}" fill="none" stroke="#d0d7de"/>
    <path d="M0 ${SIZE / 2}H${SIZE}M${SIZE / 2} 0V${SIZE}" stroke="#d0d7de"/>
    <polyline fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round" points="${
    points.map(([x, y]) => `${place(x)},${place(y)}`).join(" ")
  }"/>
    <circle cx="${SIZE / 2}" cy="${SIZE / 2}" r="3.5" fill="#24292f"/>
  </g>
  <text x="${middle}" y="${SIZE + 62}" text-anchor="middle" fill="${INK}">strays ${bound.toFixed(1)} at most</text>`;
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 ${SIZE + 78}" font-family="system-ui, sans-serif" font-size="14" fill="#24292f">
  <rect width="600" height="${SIZE + 78}" rx="8" fill="#fff"/>
${panel(paths[0]!, 20, "#bc4c00", "in a random order", herdingBound(first).euclidean)}
${panel(paths[1]!, 320, "#0969da", `after ${EPOCHS} epochs of cd-grab`, herdingBound(last).euclidean)}
</svg>
`;
Deno.writeTextFileSync(new URL("ordering.svg", import.meta.url), svg);
