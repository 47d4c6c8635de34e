import { settingsLine } from "../../src/cli/settings_line.ts";
import { assert, assertEquals } from "@std/assert";
import {
  bytes,
  duration,
  number,
  rate,
  roughly,
} from "../../src/telemetry/words/format.ts";
import { inFull, Pace } from "../../src/cli/pace.ts";
import { bar, statusLine } from "../../src/cli/status_line.ts";
import { FIGURES } from "./figures.ts";

Deno.test("settingsLine() says how a peer trains", () => {
  const ordering = { ...FIGURES.ordering, name: "cd-grab" as const };
  const figures = {
    ...FIGURES,
    variant: "k-async" as const,
    rule: "auto" as const,
    codec: "int8",
    ordering,
  };
  assertEquals(
    settingsLine({ ...figures, localSteps: 1 }),
    "Variant k-async, K auto, updates as int8, order cd-grab",
  );
  assertEquals(
    settingsLine({ ...figures, localSteps: 4 }),
    "Variant k-async, K auto, updates as int8 (sums of 4 local steps), order cd-grab",
  );
});

Deno.test("statusLine() shows all there is to see", () => {
  assertEquals(
    statusLine({ figures: FIGURES, secondsLeft: 19.2, waitingFor: "ox" }),
    "epoch 4/10  waiting for ox  loss 0.2135  accuracy 93.1 %  4 peers  K 4  118 updates/s  20 s left",
  );
});

Deno.test("statusLine() leaves out what matters least where there is no room", () => {
  const status = { figures: FIGURES, secondsLeft: 19.2 };
  assertEquals(
    statusLine(status, 78),
    "epoch 4/10  loss 0.2135  accuracy 93.1 %  4 peers  118 updates/s  20 s left",
  );
  assertEquals(
    statusLine(status, 70),
    "epoch 4/10  loss 0.2135  accuracy 93.1 %  4 peers  20 s left",
  );
  for (let columns = 10; columns < 120; columns++) {
    const line = statusLine(status, columns);
    assert(line.length <= columns, `${columns}: ${line}`);
    assert(line.startsWith("epoch 4/10"));
  }
});

Deno.test("statusLine() speaks of missing steps only where somebody has set a bound, and of K where there is a choice", () => {
  const measured = { ...FIGURES.elastic, distance: 0.4783 };
  assertEquals(
    statusLine({ figures: { ...FIGURES, elastic: measured } }),
    "epoch 4/10  loss 0.2135  accuracy 93.1 %  4 peers  K 4  118 updates/s",
  );
  const elastic = { ...measured, bound: 1 };
  assertEquals(
    statusLine({ figures: { ...FIGURES, elastic, members: 1, k: 1 } }),
    "epoch 4/10  loss 0.2135  accuracy 93.1 %  1 peer  118 updates/s  lacks 0.4783 of at most 1.000 steps",
  );
});

Deno.test("statusLine() before the first round speaks of peers only", () => {
  const figures = {
    ...FIGURES,
    phase: "waiting" as const,
    loss: NaN,
    members: 1,
    validation: undefined,
  };
  assertEquals(
    statusLine({ figures, waitingFor: "1 more peer" }),
    "not started  waiting for 1 more peer",
  );
});

Deno.test("statusLine() of the last epoch does not count one more", () => {
  const figures = { ...FIGURES, progress: 10 };
  assert(statusLine({ figures }).startsWith("epoch 10/10  "));
});

Deno.test("bar() is full at 1 and stays within its width", () => {
  assertEquals(bar(0), "░░░░░░░░░░░░");
  assertEquals(bar(0.5), "██████░░░░░░");
  assertEquals(bar(1), "████████████");
  assertEquals(bar(2), "████████████");
  assertEquals(bar(NaN), "░░░░░░░░░░░░");
});

Deno.test("Pace guesses the rest from this peer's own training, not the joined part", () => {
  const pace = new Pace();
  // Joined at epoch 4 of 10; one epoch takes 2 s.
  pace.note({ ...FIGURES, progress: 4 }, 100);
  assertEquals(pace.secondsLeft, undefined);
  pace.note({ ...FIGURES, progress: 6 }, 104);
  assertEquals(pace.secondsLeft, 8);
  pace.note({ ...FIGURES, phase: "finishing", progress: 10 }, 112);
  assertEquals(pace.secondsLeft, undefined);
});

Deno.test("Pace tells what holds the peer up only when it lasts", () => {
  const pace = new Pace();
  const waiting = { ...FIGURES, waitingFor: "quorum of 4" };
  pace.note(waiting, 0);
  assertEquals(pace.waitingFor, undefined);
  pace.note(waiting, 1.5);
  assertEquals(pace.waitingFor, "quorum of 4");
  pace.note({ ...waiting, updates: waiting.updates + 1 }, 2);
  assertEquals(pace.waitingFor, undefined);
});

Deno.test("inFull() completes the reasons to wait", () => {
  assertEquals(inFull("start"), "other peers");
  assertEquals(inFull("1 more"), "1 more peer");
  assertEquals(inFull("3 more"), "3 more peers");
  assertEquals(inFull("quorum of 4"), "quorum of 4");
});

Deno.test("Figures are written as people read them", () => {
  assertEquals([NaN, null, undefined].map(number), ["-", "-", "-"]);
  assertEquals([0.21345, 12.3456, 1234.5, 1e-5, 0].map(number), [
    "0.2135",
    "12.35",
    "1235",
    "1.00e-5",
    "0.000",
  ]);
  assertEquals([0, 4.21, 59.97, 200, 7500].map(duration), [
    "0.0 s",
    "4.2 s",
    "1 min 0 s",
    "3 min 20 s",
    "2 h 5 min",
  ]);
  assertEquals(roughly(11.2), "12 s");
  assertEquals([0.44, 9.94, 117.6].map(rate), ["0.4", "9.9", "118"]);
  assertEquals(bytes(1_500_000), "1.5 MB");
});
