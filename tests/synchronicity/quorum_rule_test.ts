import { assertEquals, assertMatch } from "@std/assert";
import {
  isFixed,
  isQuorumRule,
  normBeta,
  unfitRule,
  VARIANTS,
} from "../../src/synchronicity/mod.ts";

Deno.test("isQuorumRule() takes whole numbers, all, policies and norm with a beta up to 1", () => {
  const rules = [1, 12, "all", "adasync", "noise-scale", "auto"];
  for (const rule of [...rules, "norm", "norm:0.5", "norm:.5", "norm:1"]) {
    assertEquals([rule, isQuorumRule(rule)], [rule, true]);
  }
  const others = [0, 1.5, -1, NaN, "2", "some", "", null, undefined, {}];
  const betas = ["norm:", "norm:0", "norm:1.1", "norm:-0.5", "norm:0x1"];
  for (const rule of [...others, ...betas, "norm:1e-1", "norm: 1", "norms"]) {
    assertEquals([rule, isQuorumRule(rule)], [rule, false]);
  }
});

Deno.test("normBeta() is 0.5 by default, and nothing for other rules", () => {
  assertEquals(normBeta("norm"), 0.5);
  assertEquals(normBeta("norm:0.75"), 0.75);
  for (const rule of [3, "all", "auto"] as const) {
    assertEquals(normBeta(rule), undefined);
  }
  assertEquals(isFixed("norm:0.75"), false);
});

Deno.test("unfitRule() wants named rounds for the norm, and nothing for the rest", () => {
  const unfit = VARIANTS.filter((variant) => unfitRule("norm", variant));
  assertEquals(unfit, ["k-async", "k-batch-async"]);
  assertMatch(
    unfitRule("norm:1", "k-async")!,
    /K is "norm:1", which needs rounds .* use k-sync/,
  );
  for (const variant of VARIANTS) {
    assertEquals(unfitRule(2, variant), undefined);
    assertEquals(unfitRule("auto", variant), undefined);
  }
});
