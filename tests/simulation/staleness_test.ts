import { assert, assertEquals } from "@std/assert";
import type { Update } from "../../src/replica/mod.ts";
import { exponential } from "../../src/simulation/delays/mod.ts";
import { firstWord } from "../../src/simulation/invariants/check_published.ts";
import {
  type Observer,
  Simulation,
  type SimulationOptions,
} from "../../src/simulation/mod.ts";
import { nullProblem } from "../../src/simulation/problems/mod.ts";
import { Staleness } from "../../src/simulation/staleness.ts";

const { test } = Deno;

const PEERS = 3;

/** What is measured in a swarm of three, and what it has published. */
function measure(
  units: number,
  options: Pick<SimulationOptions, "variant" | "k" | "epochs">,
) {
  const published: Update[] = [];
  const staleness = new Staleness(units);
  const notes: Observer = {
    handled: (_, __, actions) => {
      for (const action of actions) {
        if (action.kind !== "publish") continue;
        const { content } = action;
        if (content.kind === "update") published.push(content.update);
      }
    },
  };
  new Simulation({
    seed: 1,
    peers: PEERS,
    problem: nullProblem({ units }),
    compute: exponential(10),
    signatures: "trusted",
    observers: [staleness, notes],
    ...options,
  }).runSync();
  return { published, figures: staleness.figures };
}

/** Updates in every clock that can be, by its digest. */
function countsByDigest(published: readonly Update[]): Map<bigint, number> {
  let clocks: (readonly [bigint, number])[] = [[0n, 0]];
  for (const feed of Map.groupBy(published, ({ feed }) => feed).values()) {
    clocks = clocks.flatMap(([digest, count]) => [
      [digest, count] as const,
      ...feed.map(({ hash, header }) =>
        [
          BigInt.asUintN(64, digest + firstWord(hash)),
          count + header.seq,
        ] as const
      ),
    ]);
  }
  return new Map(clocks);
}

test("staleness counts what the view lacks, also of updates that came before it was asked for", () => {
  for (const variant of ["k-sync", "k-batch-sync", "k-async"] as const) {
    const { published, figures } = measure(30, { variant, k: 2 });
    const counts = countsByDigest(published);
    const lacking = published.map(({ header }, before) =>
      before - counts.get(firstWord(header.clockDigest))!
    );
    assertEquals(figures, {
      mean: lacking.reduce((sum, count) => sum + count, 0) / lacking.length,
      most: Math.max(...lacking),
    });
    assert(figures!.most > 1, `${variant}: ${figures!.most}`);
  }
});

test("empty updates make nothing stale", () => {
  // Rounds of three, three, three and one, and two peers rest in the last.
  const { published, figures } = measure(10, {
    variant: "k-sync",
    k: "all",
    epochs: 4,
  });
  assertEquals(published.filter(({ header }) => header.units === 0).length, 8);
  assertEquals(figures, { mean: 36 / 40, most: 2 });
});
