import { assert, assertEquals } from "@std/assert";
import {
  type Line,
  LOOPBACK,
  type PeerProcess,
  swarmName,
  taskFile,
  withPeers,
} from "./processes.ts";

/** Times between a peer's updates, from when they begin, seconds. */
function pauses({ lines }: PeerProcess): { from: number; length: number }[] {
  const times = lines.filter(({ type }) => type === "published")
    .map(({ time }) => time!);
  return times.slice(1).map((time, i) => ({
    from: times[i]!,
    length: time - times[i]!,
  }));
}

/** One of three leaves; returns what is wrong with how long the others paused. */
function leave(): Promise<string | undefined> {
  return withPeers(async (start) => {
    const args = [
      ...[taskFile("rings"), "--pace", "50", "--variant", "k-sync"],
      ...[...LOOPBACK, "--swarm", swarmName(), "--wait-for", "3"],
    ];
    const [leaver, ...others] = [0, 1, 2].map(() => start(args));
    await leaver!.line("epoch", ({ epoch }) => epoch === 2);
    const told = others.map(({ lines }) => lines.length);
    leaver!.kill("SIGINT");
    assertEquals(await leaver!.ended, 130);
    const left = leaver!.lines.at(-1)! as Line & { published: number };
    assertEquals(left.reason, "stopped");
    assert(left.published > 0);
    const summaries = await Promise.all(others.map((peer) => peer.summary()));
    let problem: string | undefined;
    assertEquals(summaries[0]!.hash, summaries[1]!.hash);
    for (const [i, other] of others.entries()) {
      const clock = summaries[i]!.clock as Record<string, number>;
      assertEquals(clock[left.feed as string], left.published);
      const departure = other.lines.find(({ type, peer }) =>
        type === "member-left" && peer === left.peer
      );
      if (departure === undefined) {
        throw new Error(`${i} has not heard that it left`);
      }
      const time = departure.time!;
      const suspects = other.lines.slice(told[i]).filter(({ type, peer }) =>
        type === "member-suspected" && peer === left.peer
      );
      assertEquals(suspects, []);
      const all = pauses(other);
      const around = all.find(({ from, length }) =>
        from <= time && from + length >= time
      );
      const longest = Math.max(
        ...all.filter(({ from }) => from < time - 0.5).map((one) => one.length),
      );
      if ((around?.length ?? 0) > 2 * longest + 0.1) {
        problem = `paused ${around?.length} s, at most ${longest} s before`;
      }
    }
    return problem;
  });
}

Deno.test("A process that is interrupted leaves its last update with everybody, and nobody waits for it", async () => {
  const problems: string[] = [];
  // The machine may pause at that very moment, once or twice.
  while (problems.length < 3) {
    const problem = await leave();
    if (problem === undefined) return;
    problems.push(problem);
  }
  throw new Error(problems.join("; "));
});
