import { assert, assertEquals } from "@std/assert";
import { Dashboard } from "../../../src/dashboard/mod.ts";
import { madeRun } from "../made_run.ts";
import {
  DESK,
  lacksChromium,
  PHONE,
  screenshot,
  withPage,
} from "./chromium.ts";
import { heapOf } from "./frames.ts";

const PEERS = 64;
const reason = lacksChromium ? ` (skipped: ${lacksChromium})` : "";

Deno.test({
  name: `the page shows an hour of 64 peers, at any moment of it${reason}`,
  ignore: lacksChromium !== undefined,
  async fn() {
    const dashboard = await Dashboard.start({
      address: "127.0.0.1:0",
      isReplay: true,
    });
    for (const record of madeRun({ peers: PEERS, seconds: 3600 })) {
      dashboard.write(record);
    }
    dashboard.end("The recording ends here");
    try {
      await withPage(async ({ page, errors, hosts }) => {
        const count = async (selector: string) =>
          (await page.$$(selector)).length;
        await page.setViewport({ width: PHONE[0], height: PHONE[1] });
        await page.goto(dashboard.url, { waitUntil: "domcontentloaded" });
        await page.waitForSelector('[data-connection="ended"]');
        await page.waitForSelector('[data-field="progress"][data-value="12"]');
        // A chart that comes into sight when all has been told is not veiled.
        assertEquals(await count('[data-chart="validation"]'), 0);
        await page.evaluate(
          `document.getElementById("validation").scrollIntoView()`,
        );
        await page.waitForSelector('[data-chart="validation"]');
        const veils = await page.$$eval(
          ".later",
          (all) =>
            all.map((veil) =>
              (veil as unknown as { style: { transform: string } }).style
                .transform
            ),
        );
        assertEquals(new Set(veils), new Set(["translateX(100%)"]));
        await page.setViewport({ width: DESK[0], height: DESK[1] });
        await page.evaluate("scrollTo(0, 0)");
        const all =
          `document.querySelectorAll('[data-peer]').length === ${PEERS}`;
        await page.waitForFunction(all);
        assertEquals(await count("[data-node]"), PEERS);
        // In the middle somebody was away.
        await page.evaluate(`(() => {
          const slider = document.querySelector("[data-slider]");
          slider.value = String(Number(slider.max) / 2);
          slider.dispatchEvent(new Event("input", { bubbles: true }));
        })()`);
        await page.waitForSelector('[data-peer][data-state="suspected"]');
        assertEquals(await count('[data-peer][data-state="suspected"]'), 1);
        const value = await page.$eval(
          '[data-field="progress"]',
          (field) => Number(field.getAttribute("data-value")),
        );
        assert(Math.abs(value - 6) < 0.1, `epoch ${value}`);

        await screenshot(page, "replay-light", "light", DESK);
        await screenshot(page, "replay-dark", "dark", DESK);
        await screenshot(page, "replay-phone", "dark", PHONE);
        const heap = await heapOf(page);
        console.log(`${heap.toFixed(1)} MB of memory in the page`);
        assert(heap < 150, `${heap} MB`);
        // Charts hold as many points as can be told apart, about.
        const points = await page.$$eval(
          "[data-points]",
          (charts) =>
            charts.map((chart) => Number(chart.getAttribute("data-points"))),
        );
        assert(points.length > 0);
        for (const count of points) assert(count < 5000, `${count} points`);
        assertEquals(errors, []);
        assertEquals([...hosts], [new URL(dashboard.url).host]);
      });
    } finally {
      await dashboard.close();
    }
  },
});
