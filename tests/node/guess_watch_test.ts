import { assertEquals, assertMatch } from "@std/assert";
import { GuessWatch } from "../../src/node/guess_watch.ts";
import { sgd } from "../../src/optimizers/mod.ts";

const info = {
  guessing: Math.log(3),
  units: 20,
  epochs: 10,
  optimizer: sgd({ learningRate: 0.1 }),
};

Deno.test("GuessWatch tells once that a model has learnt nothing in two epochs", () => {
  const watch = new GuessWatch(info);
  assertEquals(watch.note(1, 1.3), undefined);
  assertMatch(
    watch.note(2, 1.097)!,
    /^After 2 epochs the training loss is 1\.10, no better than guessing .* \(1\.10\): standardize the inputs.*rate \(it is 0\.1\)$/,
  );
  assertEquals(watch.note(3, 1.097), undefined);
});

Deno.test("GuessWatch waits for some updates, and is silent where the loss falls or is unknown", () => {
  const few = new GuessWatch({ ...info, units: 5 });
  assertEquals(few.note(7, 1.1), undefined);
  assertMatch(few.note(8, 1.1)!, /^After 8 epochs/);
  const short = new GuessWatch({ ...info, units: 100, epochs: 1 });
  assertMatch(short.note(1, 1.1)!, /^After an epoch/);
  for (const loss of [1.0, NaN]) {
    assertEquals(new GuessWatch(info).note(4, loss), undefined);
  }
  assertMatch(
    new GuessWatch({ ...info, guessing: 0.0123 }).note(2, 0.0125)!,
    /loss is 0\.0125, .*\(0\.0123\)/,
  );
  const { guessing: _, ...unknown } = info;
  assertEquals(new GuessWatch(unknown).note(4, 9), undefined);
});
