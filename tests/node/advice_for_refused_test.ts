import { assertEquals } from "@std/assert";
import { adviceForRefused } from "../../src/node/advice_for_refused.ts";

const REASON =
  'trains another task: codec.kind: "int8" here, "float32" there; localSteps: 4 here, 1 there; give both the same task file, data and options';

Deno.test("adviceForRefused() says who is here, why it trains alone, and what to type", () => {
  assertEquals(
    adviceForRefused([{ name: "ox", peer: "12D3KooWabcdef", reason: REASON }]),
    `Still waiting: ox (…abcdef) was found, but ${REASON}: start this one with --codec float32 --local-steps 1, or the other with --codec int8 --local-steps 4`,
  );
});

Deno.test("adviceForRefused() proposes no option where none would help", () => {
  const reason =
    'trains another task: epochs: 8 here, 9 there; codec.kind: "top-k" here, "int8" there';
  assertEquals(
    adviceForRefused([
      { name: "", peer: "12D3KooWabcdef", reason },
      { name: "cow", peer: "x", reason },
    ]),
    `Still waiting: a peer (…abcdef) and 1 more were found, but the first ${reason}`,
  );
});

Deno.test("adviceForRefused() proposes to type nothing that a stranger could have a shell obey", () => {
  const reason =
    'trains another task: codec.kind: "int8" here, "$(id|sh)" there; localSteps: 1 here, "matched:4" there';
  const text = adviceForRefused([{ name: "", peer: "12D3KooWabcdef", reason }]);
  assertEquals(
    text.slice(text.indexOf(reason) + reason.length),
    ": start this one with --local-steps matched:4, or the other with --local-steps 1",
  );
});
