/** Flooding with self-pruning as one would write it down: one event for each copy. */
export interface FloodOracle {
  /** Each peer's neighbours, in the order in which it serves them. */
  graph: readonly (readonly number[])[];
  /** Milliseconds that a copy takes over a link. */
  latency(from: number, to: number): number;
  /** Whether a copy is lost. */
  loses?(): boolean;
  /** Milliseconds for which a copy keeps its sender's uplink busy. */
  sending?: number;
}

/** What came of one message. */
export interface Flooded {
  /** When each peer that was reached had its first copy, the publisher apart. */
  first: Map<number, number>;
  /** Copies that each peer sent. */
  sent: number[];
  /** Copies that came to a peer that had one, or the publisher. */
  duplicates: number;
  /** Copies that were lost. */
  lost: number;
}

interface Copy {
  from: number;
  to: number;
  at: number;
}

/** Sends one message through the graph, copy by copy in the order of their arrivals. */
export function flood(oracle: FloodOracle, source: number): Flooded {
  const { graph, latency, loses = () => false, sending = 0 } = oracle;
  const result: Flooded = {
    first: new Map(),
    sent: graph.map(() => 0),
    duplicates: 0,
    lost: 0,
  };
  const pending: Copy[] = [];
  const serve = (from: number, spared: ReadonlySet<number>, now: number) => {
    for (const to of graph[from]!) {
      if (spared.has(to)) continue;
      const left = now + ++result.sent[from]! * sending;
      if (loses()) result.lost++;
      else pushCopy(pending, { from, to, at: left + latency(from, to) });
    }
  };
  serve(source, new Set(), 0);
  for (let copy; (copy = popCopy(pending)) !== undefined;) {
    const { from, to, at } = copy;
    if (to === source || result.first.has(to)) {
      result.duplicates++;
      continue;
    }
    result.first.set(to, at);
    serve(to, new Set([from, ...graph[from]!]), at);
  }
  return result;
}

/** Adds to a binary heap. */
function pushCopy(heap: Copy[], copy: Copy): void {
  let at = heap.push(copy) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (heap[above]!.at <= copy.at) break;
    heap[at] = heap[above]!;
    at = above;
  }
  heap[at] = copy;
}

/** Takes the earliest from a binary heap. */
function popCopy(heap: Copy[]): Copy | undefined {
  const top = heap[0], last = heap.pop();
  if (heap.length === 0 || last === undefined) return top;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && heap[below + 1]!.at < heap[below]!.at) {
      below++;
    }
    if (heap[below]!.at >= last.at) break;
    heap[at] = heap[below]!;
    at = below;
  }
  heap[at] = last;
  return top;
}
