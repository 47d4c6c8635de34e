/**
 * How the dashboard's page does with an hour of a swarm of 64 peers, made up from a
 * seed (`tests/dashboard/made_run.ts`), in a real Chromium without a screen or a GPU: until it
 * is shown, frames while records come and while somebody drags the slider through the
 * hour, memory, and bytes on the wire. The aim is 60 frames a second.
 *
 *     deno task bench dashboard [--peers 64] [--seconds 3600] [--phone]
 */
import { parseArgs } from "@std/cli/parse-args";
import { Dashboard } from "../../src/dashboard/mod.ts";
import { DESK, PHONE, withPage } from "../dashboard/browser/chromium.ts";
import { heapOf, measureFrames } from "../dashboard/browser/frames.ts";
import { madeRun } from "../dashboard/made_run.ts";

/** Seconds that each measurement takes. */
const MEASURED = 8;

const args = parseArgs(Deno.args);
const peers = Number(args.peers ?? 64);
const seconds = Number(args.seconds ?? 3600);
const [width, height] = args.phone ? PHONE : DESK;

const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
const records = madeRun({ peers, seconds: seconds + 2 * MEASURED });
let next = 0;
const writeUntil = (time: number) => {
  while (next < records.length && records[next]!.time <= time) {
    dashboard.write(records[next++]!);
  }
};
writeUntil(seconds);
const stream = await fetch(`${dashboard.url}events`);
let wire = 0;
for await (const chunk of stream.body!) {
  wire += chunk.length;
  // The newest record has come.
  if (
    new TextDecoder().decode(chunk.slice(-200)).includes(`"time":${seconds}`)
  ) {
    break;
  }
}
console.log(
  `${peers} peers, ${seconds} s: ${next} records, ${
    (wire / 1e6).toFixed(1)
  } MB to a page that is opened now`,
);

await withPage(async ({ page, errors }) => {
  await page.setViewport({ width, height });
  const began = performance.now();
  await page.goto(dashboard.url, { waitUntil: "domcontentloaded" });
  const loaded = performance.now() - began;
  // The newest records are shown.
  const { progress } = records.findLast(({ type, time }) =>
    type === "progress" && time <= seconds
  ) as { progress: number };
  await page.waitForFunction(
    `document.querySelector('[data-field="progress"]')?.dataset.value >= ${progress}`,
  );
  const shown = performance.now() - began;
  console.log(
    `loaded after ${loaded.toFixed(0)} ms, all shown after ${
      shown.toFixed(0)
    } ms`,
  );
  const measure = async (what: string, doing: "nothing" | "drag") => {
    const { rate, longest, p99, script } = await measureFrames(
      page,
      MEASURED,
      doing,
    );
    console.log(
      `${what}: ${rate.toFixed(1)} frames/s, p99 ${
        p99.toFixed(0)
      } ms, longest ${longest.toFixed(0)} ms, scripts ${
        script.toFixed(1)
      } ms a frame`,
    );
  };
  await measure("nothing happens", "nothing");
  const start = performance.now();
  const timer = setInterval(
    () => writeUntil(seconds + (performance.now() - start) / 1000),
    100,
  );
  await measure("records come", "nothing");
  clearInterval(timer);
  await measure("the slider is dragged", "drag");
  console.log(`${(await heapOf(page)).toFixed(1)} MB of memory in the page`);
  if (errors.length > 0) console.log(errors.join("\n"));
});
await dashboard.close();
