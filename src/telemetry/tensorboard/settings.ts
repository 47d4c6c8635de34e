import type { NodeEvent } from "../events.ts";
import type { NodeFigures } from "../figures.ts";

/** What a peer says of itself when it is ready, and who wrote it. */
type Ready = Extract<NodeEvent, { type: "ready" }> & {
  drover?: string | undefined;
};

/** Who trains what and how, as a table in Markdown. */
export function settings(
  { name, swarm, peer, manifest, backend, parameters, units, drover }: Ready,
  { epochs, variant, rule, codec, localSteps, ordering }: NodeFigures,
): string {
  const said = {
    name,
    swarm,
    peer,
    manifest,
    backend,
    parameters,
    "units an epoch": units,
    epochs,
    variant,
    k: rule,
    codec,
    "local steps": localSteps,
    ordering: ordering.name,
    "drover": drover ?? "",
  };
  const rows = Object.entries(said).map(([key, value]) =>
    `| ${key} | ${String(value).replace(/[|\n\\]/g, " ")} |`
  );
  return ["| setting | |", "|---|---|", ...rows].join("\n");
}
