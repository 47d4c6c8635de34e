import { table } from "../../../src/cli/terminal/mod.ts";
import type { Audit } from "./audit.ts";
import type { OutageResult } from "./run_outage.ts";

/** What a run came to, as lines. */
export function printOutage(title: string, result: OutageResult): string[] {
  const { audit, accuracies, catchUps, traffic, aftermath } = result;
  const sum = (pick: (one: OutageResult["traffic"][number]) => number) =>
    traffic.reduce((total, one) => total + pick(one), 0);
  const frames = sum(({ up }) => up.frames);
  return [
    `${title}: ${result.seconds.toFixed(0)} s, ${audit.published} updates, ${
      (100 * result.overrun).toFixed(1)
    } % of the units`,
    ...printAudit(audit),
    `  accuracy on the test digits   ${
      [...new Set(accuracies.map((one) => `${(100 * one).toFixed(2)} %`))]
        .join(", ")
    }, loss ${result.loss.toFixed(4)}`,
    `  an update of a peer, median   every ${result.usualPause.toFixed(0)} ms`,
    `  catch-ups                     ${catchUps.count} for ${catchUps.updates} updates`,
    `  sent by a peer, mean          ${
      (result.bytesSent / 1e6).toFixed(1)
    } MB; ${(100 * result.cpu).toFixed(0)} % of a core`,
    `  frames                        ${frames}, ${
      (100 * sum(({ up }) => up.lost) / frames).toFixed(1)
    } % lost, ${sum(({ up, down }) => up.dropped + down.dropped)} dropped`,
    ...aftermath.length === 0 ? [] : ["", ...printAftermath(result)],
  ];
}

/** What was lost, as lines. */
export function printAudit(audit: Audit): string[] {
  const { hashes, lost, cutShort, failed } = audit;
  const count = (list: Audit["lost"]) =>
    list.reduce((sum, { published, have }) => sum + published - have, 0);
  const list = (title: string, all: Audit["lost"]) =>
    all.map((one) =>
      `  ${title}: ${one.peer}, feed ${
        one.feed.slice(0, 8)
      }: published ${one.published}, on disk ${one.synced}, there are ${one.have}`
    );
  return [
    `  hashes                        ${hashes.length} (${
      hashes.map((hash) => hash.slice(0, 12)).join(", ")
    })`,
    `  updates lost                  ${count(lost)}; cut short by a kill: ${
      count(cutShort)
    }`,
    ...list("LOST", lost),
    ...list("cut short", cutShort),
    ...failed.map((text) => `  FAILED ${text}`),
  ];
}

function printAftermath({ aftermath }: OutageResult): string[] {
  const right = (title: string) => ({ title, align: "right" as const });
  const number = (value: number | undefined, digits = 0) =>
    value === undefined || Number.isNaN(value) ? "" : value.toFixed(digits);
  return table(
    [
      { title: "  what" },
      right("others' pause, ms"),
      right("longest"),
      right("begins after, s"),
      right("first update, s"),
      right("bytes to join"),
    ],
    aftermath.map((one) => [
      `  ${one.what}`,
      number(one.pauses?.median),
      number(one.pauses?.longest),
      number(one.joinedAfter, 1),
      number(one.updatedAfter, 1),
      number(one.bytesToJoin),
    ]),
  );
}
