/** Length of a tick of /proc's clock, ms. */
const TICK = 10;

/**
 * CPU time of each kind of thread of a process, ms; empty where there is no /proc.
 * Another program reads it, as Deno keeps /proc from programs without all permissions.
 */
export async function threadsOf(pid: number): Promise<Record<string, number>> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `cat /proc/${pid}/task/*/stat`],
    stderr: "null",
  }).output();
  const totals: Record<string, number> = {};
  for (const stat of new TextDecoder().decode(stdout).split("\n")) {
    const [, id, name, rest] = /^(\d+) \((.*)\) (.*)$/.exec(stat) ?? [];
    if (id === undefined) continue;
    const thread = Number(id) === pid ? "main" : name!;
    const fields = rest!.split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    totals[thread] = (totals[thread] ?? 0) + ticks * TICK;
  }
  return totals;
}
