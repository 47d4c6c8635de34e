import inspector from "node:inspector";

interface Node {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
}

interface Profile {
  nodes: Node[];
  samples: number[];
  timeDeltas: number[];
}

/** Starts the sampling profiler of this thread; the result ends it and says where the time went. */
export async function startProfile(): Promise<() => Promise<Where[]>> {
  const session = new inspector.Session();
  session.connect();
  const post = (method: string, params = {}) =>
    new Promise<unknown>((resolve, reject) =>
      session.post(
        method,
        params,
        (error: unknown, result: unknown) =>
          error ? reject(error) : resolve(result),
      )
    );
  await post("Profiler.enable");
  await post("Profiler.setSamplingInterval", { interval: 250 });
  await post("Profiler.start");
  return async () => {
    const { profile } = await post("Profiler.stop") as { profile: Profile };
    session.disconnect();
    return summarise(profile);
  };
}

/** Time in a function, ms. */
export interface Where {
  /** Function and file. */
  name: string;
  /** In itself. */
  self: number;
  /** With what it calls. */
  total: number;
}

function summarise({ nodes, samples, timeDeltas }: Profile): Where[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) {
    for (const child of children) parents.set(child, id);
  }
  const all = new Map<string, Where>();
  samples.forEach((id, i) => {
    const ms = timeDeltas[i]! / 1000;
    const seen = new Set<string>();
    for (let at: number | undefined = id; at !== undefined;) {
      const name = nameOf(byId.get(at)!);
      const where = all.get(name) ?? { name, self: 0, total: 0 };
      all.set(name, where);
      if (at === id) where.self += ms;
      if (!seen.has(name)) where.total += ms;
      seen.add(name);
      at = parents.get(at);
    }
  });
  return [...all.values()].sort((a, b) => b.self - a.self);
}

function nameOf(
  { callFrame: { functionName, url, lineNumber } }: Node,
): string {
  const file = url.replace(/^.*\/(npm|main)\//, "").replace(
    /^registry[^/]*\//,
    "",
  );
  return `${functionName || "(anonymous)"} ${file}:${lineNumber + 1}`;
}
