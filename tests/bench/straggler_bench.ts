/**
 * What a peer that is 10 times slower costs the others: three processes alone
 * against the same three with a slow fourth, in alternating pairs. Prints, for
 * each variant, the ratio of the three's updates a second. All gradients are made
 * to last (20 times their own time, spent asleep), so that processes do not
 * compete for the cores of one machine, as those of a LAN would not.
 *
 *     deno task bench straggler [--pairs 3] [--slow 10]
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  LOOPBACK,
  PeerProcess,
  swarmName,
  taskFile,
} from "../swarm/processes.ts";

/** How many times slower than they are the fast ones seem. */
const BASE = 20;

const { pairs, slow } = parseArgs(Deno.args, {
  default: { pairs: 3, slow: 10 },
}) as { pairs: number; slow: number };

/** Updates a second that the three fast ones publish together. */
async function rate(variant: string[], withSlow: boolean): Promise<number> {
  const count = withSlow ? 4 : 3;
  const common = [
    taskFile("rings"),
    ...LOOPBACK,
    ...["--swarm", swarmName(), "--wait-for", `${count}`],
    ...variant,
  ];
  const fast = [0, 1, 2].map(() =>
    new PeerProcess([...common, "--slow", `${BASE}`])
  );
  const others = withSlow
    ? [new PeerProcess([...common, "--slow", `${BASE * slow}`])]
    : [];
  const summaries = await Promise.all(fast.map((peer) => peer.summary()));
  for (const peer of others) await peer.summary();
  return summaries.reduce(
    (sum, { published, seconds }) =>
      sum + (published as number) / (seconds as number),
    0,
  );
}

const VARIANTS = [
  ["--variant", "k-sync", "--k", "3"],
  ["--variant", "k-async", "--k", "2"],
  ["--variant", "k-batch-async", "--k", "3"],
];
for (const variant of VARIANTS) {
  const ratios: number[] = [];
  for (let i = 0; i < pairs; i++) {
    const alone = await rate(variant, false);
    ratios.push(await rate(variant, true) / alone);
  }
  ratios.sort((a, b) => a - b);
  console.log(
    `${variant.join(" ")}: ${
      ratios[pairs >> 1]!.toFixed(2)
    } of the rate alone` +
      ` (${ratios[0]!.toFixed(2)} to ${
        ratios.at(-1)!.toFixed(2)
      }, ${pairs} pairs)`,
  );
}
