import { assert, assertEquals } from "@std/assert";
import { SwarmFoot } from "../../src/cli/demo/swarm_foot.ts";
import { newPeer } from "../../src/cli/demo/swarm_view.ts";
import { LossTrail } from "../../src/cli/loss_trail.ts";
import { FIGURES } from "./figures.ts";

function trailOf(losses: readonly number[]): LossTrail {
  const trail = new LossTrail();
  losses.forEach((loss, updates) => trail.note(loss, updates));
  return trail;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

Deno.test("LossTrail shows the way from the first loss to the newest", () => {
  const trail = trailOf([8, 7, 6, 5, 4, 3, 2, 1].map((loss) => loss + 8));
  assertEquals(trail.line(80), "loss 16.00 █▇▆▅▄▃▂▁ 9.000");
});

Deno.test("LossTrail takes the logarithm of a loss that falls far", () => {
  const trail = trailOf(upTo(9).map((i) => 2 ** -i));
  assertEquals(trail.line(80), "loss 1.000 ██▇▆▅▄▃▂▁ 0.003906");
});

Deno.test("LossTrail fits any width, or says nothing", () => {
  const trail = trailOf(upTo(1000).map((i) => 1 / (1 + i)));
  for (const columns of [30, 50, 80, 200]) {
    const line = trail.line(columns)!;
    assert([...line].length <= Math.min(columns, 80), line);
    assert(/^loss 1\.000 █.*▁ \d/.test(line), line);
  }
  assertEquals(trail.line(20), undefined);
  assertEquals(trailOf([1, 2, 3]).line(80), undefined);
});

Deno.test("LossTrail notes nothing twice, and no loss that is none", () => {
  const trail = new LossTrail();
  for (let i = 0; i < 100; i++) trail.note(1, 5);
  trail.note(NaN, 6);
  trail.note(null, 7);
  assertEquals(trail.line(80), undefined);
});

Deno.test("LossTrail is bounded, and keeps the newest", () => {
  const trail = trailOf(upTo(100_000).map((i) => i < 99_000 ? 1 : 0.5));
  const line = trail.line(100)!;
  assert(line.endsWith(" 0.5000"), line);
});

Deno.test("SwarmFoot says how far a swarm is and how long it will take, from when training began", () => {
  const foot = new SwarmFoot();
  assertEquals(foot.line([newPeer("ox")], 0, 80), undefined);
  const at = (progress: number, updates: number) => ({
    ...newPeer("ox"),
    figures: { ...FIGURES, phase: "training" as const, progress, updates },
  });
  foot.line([at(1, 10)], 10, 80);
  const line = foot.line([at(2, 20)], 15, 80);
  assertEquals(line, "██░░░░░░░░░░ epoch 3/10  40 s left");
});
