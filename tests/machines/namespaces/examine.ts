/**
 * Examines the network of a namespace, and prints what is found, one JSON object a
 * line: the part of `drover doctor` that differs from place to place.
 *
 *     deno run tests/machines/namespaces/examine.ts [SWARM]
 */
import { examineNetwork } from "../../../src/doctor/examine_network.ts";

const [swarm] = Deno.args;
await examineNetwork({
  options: swarm === undefined ? {} : { swarm },
  task: Promise.resolve(undefined),
  state: Promise.resolve(undefined),
  check: async (_name, run) => {
    for (const finding of await run()) {
      console.log(JSON.stringify({ type: "finding", ...finding }));
    }
  },
});
console.log(JSON.stringify({ type: "summary" }));
