/** What a swarm did with its messages, real or modelled. */
export interface Figures {
  /** Part of the deliveries due that came. */
  delivered: number;
  /** One-way ms from publishing to each delivery, ascending. */
  latencies: number[];
  /** Copies too many for each delivery. */
  duplicates: number;
  /** Bytes sent for each byte delivered. */
  wire: number;
}

/** The value that a part of an ascending list is below. */
export function quantile(ascending: readonly number[], part: number): number {
  const at = Math.min(
    ascending.length - 1,
    Math.floor(part * ascending.length),
  );
  return ascending[at] ?? NaN;
}

/** One line for each figure: real, modelled, and the difference. */
export function compare(title: string, real: Figures, model: Figures): void {
  const rows: [string, number, number][] = [
    ["delivered, %", 100 * real.delivered, 100 * model.delivered],
    ...[0.5, 0.9, 0.99].map((part): [string, number, number] => [
      part === 0.5 ? "latency, ms: median" : `latency, ms: p${100 * part}`,
      quantile(real.latencies, part),
      quantile(model.latencies, part),
    ]),
    ["duplicates per delivery", real.duplicates, model.duplicates],
    ["bytes sent per useful byte", real.wire, model.wire],
  ];
  console.log(`\n${title}`);
  console.log(`  ${"".padEnd(28)}${line("real", "model", "difference")}`);
  for (const [name, a, b] of rows) {
    const difference = a === b
      ? "none"
      : a === 0
      ? (b - a).toFixed(3)
      : `${b > a ? "+" : ""}${(100 * (b / a - 1)).toFixed(1)} %`;
    console.log(
      `  ${name.padEnd(28)}${line(a.toFixed(3), b.toFixed(3), difference)}`,
    );
  }
}

function line(...cells: string[]): string {
  return cells.map((cell) => cell.padStart(12)).join("");
}
