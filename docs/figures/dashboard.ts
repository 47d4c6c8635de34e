/**
 * Takes dashboard.png, the picture in the README, of a recorded run: four
 * processes, the last of them ten times slower. It needs Chromium.
 *
 *     deno run -P=demo mod.ts demo --slow 10 --log run.ndjson
 *     deno run -P=test docs/figures/dashboard.ts run.ndjson
 */
import { fromFileUrl } from "@std/path";
import { TextLineStream } from "@std/streams";
import { withPage } from "../../tests/dashboard/browser/chromium.ts";

const ROOT = new URL("../../", import.meta.url);
const PICTURE = fromFileUrl(new URL("dashboard.png", import.meta.url));
const SIZE = { width: 1280, height: 1345 };

const [log = "run.ndjson"] = Deno.args;
const replay = new Deno.Command(Deno.execPath(), {
  args: [
    ...["run", "-P", "mod.ts", "replay", log],
    ...["--dashboard", "0", "--json"],
  ],
  cwd: ROOT,
  stdout: "piped",
  stderr: "inherit",
}).spawn();

let url = "";
const lines = replay.stdout.pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
for await (const line of lines as ReadableStream<string>) {
  url = JSON.parse(line).url ?? "";
  if (url !== "") break;
}
try {
  await withPage(async ({ page }) => {
    await page.setViewport(SIZE);
    await page.goto(url, { waitUntil: "domcontentloaded" });
    await page.waitForSelector("[data-peer]", { timeout: 60_000 });
    // All records are there when nothing has changed for a while.
    for (let text = "", last = "-"; text !== last;) {
      last = text;
      await new Promise((resolve) => setTimeout(resolve, 3000));
      text = await page.evaluate("document.body.innerText") as string;
    }
    // In the middle of training, as one of the fast ones sees it.
    await page.evaluate(`(() => {
      const show = (element, value, type) => {
        element.value = value;
        element.dispatchEvent(new Event(type, { bubbles: true }));
      };
      const seen = [...document.querySelectorAll("select")]
        .flatMap((select) => [...select.options].map((each) => [select, each]))
        .find(([, { text }]) => text === "peer-1");
      show(seen[0], seen[1].value, "change");
      const slider = document.querySelector("input[type=range]");
      show(slider, Number(slider.max) * 0.8, "input");
    })()`);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await Deno.writeFile(PICTURE, await page.screenshot());
  });
  console.log(`${PICTURE}: ${Deno.statSync(PICTURE).size} bytes`);
} finally {
  replay.kill("SIGINT");
  await replay.status;
}
