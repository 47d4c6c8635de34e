import { assert } from "@std/assert";
import { BadLan, lacksBadLan } from "../link/bad_lan.ts";
import { swarmName, taskFile, withPeers } from "./processes.ts";

const lacks = await lacksBadLan();
const reason = lacks === undefined ? "" : ` (skipped: needs ${lacks})`;

/** What `tc netem` would do to what a machine sends. */
const UP = { loss: 0.1, delay: 100, jitter: 50, rate: 5e6 };

Deno.test({
  name:
    `A second machine on a link of 100 ms ± 50 ms that loses a tenth joins the swarm that it finds, and does not begin alone${reason}`,
  ignore: lacks !== undefined,
  fn: () =>
    withPeers(async (start) => {
      const lan = await BadLan.of([{ up: UP }, { up: UP }], 1);
      try {
        const [one, two] = lan.machines;
        // Long enough for any machine: nobody waits for the end.
        const task = [taskFile("rings"), "--slow", "100"];
        const args = [...task, "--swarm", swarmName()];
        const first = start(args, one);
        await first.line("started");
        const second = start(args, two);
        const begun = await Promise.race([
          second.line("joined"),
          second.line("started"),
        ]);
        // Who comes so early that there is nothing to take begins with the other.
        assert(begun.type === "joined" || begun.members === 2, `${begun.type}`);
      } finally {
        await lan.close();
      }
    }),
});
