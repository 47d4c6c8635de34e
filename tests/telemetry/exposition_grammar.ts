const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"`;
const VALUE =
  "(?:[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[+-]?\\d+)?|[+-]Inf|NaN)";
const SAMPLE = new RegExp(
  `^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (${VALUE})$`,
);
const META = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME}) (.+)$`);

/** A page, line by line. */
export interface Page {
  /** Type by family. */
  types: Map<string, string>;
  /** Value by series, labels as they are written. */
  samples: Map<string, number>;
}

/**
 * Reads a page as strictly as the specifications are written: one block of lines for each
 * family, HELP and TYPE before its samples, every series once, names that end as their types
 * demand, buckets that add up.
 *
 * @throws {Error} If a line breaks a rule
 */
export function readPage(text: string, isOpenMetrics: boolean): Page {
  const page: Page = { types: new Map(), samples: new Map() };
  const helped = new Set<string>();
  let family = "";
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("The last line has no end");
  if (isOpenMetrics && lines.pop() !== "# EOF") throw new Error("No # EOF");
  for (const line of lines) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const meta = META.exec(line);
    if (meta) {
      const [, keyword, name, rest] = meta as unknown as string[];
      if (keyword === "HELP") {
        if (helped.has(name!)) fail("A family comes twice");
        helped.add(name!);
        family = name!;
      }
      if (name !== family) fail("Another family's line");
      if (keyword === "TYPE") page.types.set(name!, rest!);
      if (keyword === "UNIT") {
        if (!isOpenMetrics) fail("Units are for OpenMetrics");
        if (!name!.endsWith(`_${rest}`)) fail("The name lacks its unit");
      }
      continue;
    }
    const [, name, labels = "", value] = SAMPLE.exec(line) ??
      fail("No such line");
    const type = page.types.get(family) ?? fail("No TYPE before it");
    const suffix = name!.startsWith(family)
      ? name!.slice(family.length)
      : fail("Another family's sample");
    if (!SUFFIXES[type]!(isOpenMetrics).includes(suffix)) fail("Wrong suffix");
    const series = name! + labels;
    if (page.samples.has(series)) fail("A series comes twice");
    page.samples.set(series, toNumber(value!));
  }
  checkCounters(page, isOpenMetrics);
  checkBuckets(page);
  return page;
}

const SUFFIXES: Record<string, (isOpenMetrics: boolean) => string[]> = {
  counter: (isOpenMetrics) => isOpenMetrics ? ["_total"] : [""],
  gauge: () => [""],
  histogram: () => ["_bucket", "_sum", "_count"],
  summary: () => ["", "_sum", "_count"],
};

function toNumber(value: string): number {
  return Number(value.replace("Inf", "Infinity"));
}

function checkCounters({ types }: Page, isOpenMetrics: boolean): void {
  for (const [name, type] of types) {
    if (name.endsWith("_total") !== (type === "counter" && !isOpenMetrics)) {
      throw new Error(`Only counters end in _total: ${name}`);
    }
  }
}

function checkBuckets({ types, samples }: Page): void {
  for (const [name, type] of types) {
    if (type !== "histogram") continue;
    const buckets = [...samples].filter(([key]) =>
      key.startsWith(`${name}_bucket{`)
    );
    const bounds = buckets.map(([key]) =>
      toNumber(key.match(/le="([^"]+)"/)![1]!)
    );
    const rises = (values: number[]) =>
      values.every((value, i) => i === 0 || value >= values[i - 1]!);
    const counts = buckets.map(([, count]) => count);
    if (!rises(bounds) || !rises(counts) || bounds.at(-1) !== Infinity) {
      throw new Error(`Buckets do not add up: ${name}`);
    }
    if (counts.at(-1) !== samples.get(`${name}_count`)) {
      throw new Error(`The last bucket is not the count: ${name}`);
    }
  }
}
