import { assert, assertEquals } from "@std/assert";
import type { Page, SerializedAXNode } from "puppeteer-core";
import { Dashboard } from "../../src/dashboard/mod.ts";
import { madeRun } from "./made_run.ts";
import { axeFindings, injectAxe } from "./browser/axe.ts";
import {
  DESK,
  lacksChromium,
  PHONE,
  type Size,
  withPage,
} from "./browser/chromium.ts";

const PEERS = 6;
const SECONDS = 120;
const reason = lacksChromium ? ` (skipped: ${lacksChromium})` : "";

Deno.test({
  name:
    `the page keeps WCAG 2.1 A and AA, and needs neither mouse nor eyes${reason}`,
  ignore: lacksChromium !== undefined,
  async fn() {
    const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
    for (const record of madeRun({ peers: PEERS, seconds: SECONDS })) {
      dashboard.write(record);
    }
    try {
      await withPage(async ({ page, errors }) => {
        await resize(page, DESK);
        await page.goto(dashboard.url, { waitUntil: "domcontentloaded" });
        await page.waitForSelector(`[data-peer]:nth-child(${PEERS})`);
        await page.waitForFunction(
          `document.querySelector(".events .words")?.textContent.startsWith("Epoch 12: acc")`,
        );
        await page.waitForSelector(
          '[data-field="connection"][data-value="live"]',
        );
        await keepsQuiet(page, dashboard);
        dashboard.end("The recording ends here");
        await page.waitForSelector('[data-connection="ended"]');
        await hasOneWay(page);
        // Somebody is missing then, somebody is slow.
        await seek(page, 0.5);
        await page.waitForSelector('[data-peer][data-state="suspected"]');
        await stands(page);
        await injectAxe(page);
        await keepsRules(page);
        await tellsCharts(page);
        assertEquals(errors, []);
      });
    } finally {
      await dashboard.close();
    }
  },
});

/** All of the page in a window that is high enough, so that all of it is drawn. */
async function resize(page: Page, [width]: Size): Promise<void> {
  await page.setViewport({ width, height: 5000 });
  await frame(page);
}

async function frame(page: Page): Promise<void> {
  await page.evaluate("new Promise(requestAnimationFrame)");
}

/** Goes to a part of the time. */
async function seek(page: Page, part: number): Promise<void> {
  await page.evaluate(`(() => {
    const slider = document.querySelector("[data-slider]");
    slider.value = String(Number(slider.max) * ${part});
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  })()`);
  await frame(page);
}

/** Of warnings that follow each other not all are read aloud, and nothing else is. */
async function keepsQuiet(page: Page, dashboard: Dashboard): Promise<void> {
  await page.evaluate(`(() => {
    globalThis.said = [];
    const live = "[aria-live], [role=status], [role=alert], [role=log], output";
    new MutationObserver((mutations) => {
      const regions = new Set(mutations.map(({ target }) =>
        (target.closest ? target : target.parentElement)?.closest(live)));
      for (const region of regions) {
        if (region) said.push(region.textContent);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  })()`);
  const before = await page.$$eval("[data-event]", (lines) => lines.length);
  const times = [1, 2, 6, 7];
  for (const [i, time] of times.entries()) {
    dashboard.write({
      type: "gate",
      time: SECONDS + time,
      isClosed: true,
      distance: 8 + time,
      bound: 8,
      reason: "most of it from nobody",
    });
    await page.waitForFunction(
      `document.querySelectorAll("[data-event]").length === ${before + i + 1}`,
    );
  }
  const said = await page.evaluate("said") as string[];
  assert(said.length > 0 && said.length < 3, said.join("\n"));
  assert(said.every((words) => words.includes("at most 8")), said.join("\n"));
}

/** The tab key leads through all controls, in the order in which they are read, and out again. */
async function hasOneWay(page: Page): Promise<void> {
  const expected = await page.evaluate(`
    globalThis.stops = [...document.querySelectorAll("button, input, select, summary, [tabindex]")]
      .filter((stop) => stop.tabIndex >= 0 && stop.checkVisibility() && !stop.closest("[inert]"));
    stops.length`) as number;
  assert(expected > 20 && expected < 40, `${expected} stops`);
  await page.evaluate("document.activeElement.blur()");
  for (let i = 0; i < expected; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(`(() => {
      const { activeElement: stop } = document;
      const { outlineStyle } = getComputedStyle(stop);
      const shape = stop.querySelector?.(".shape");
      const isSeen = outlineStyle !== "none" ||
        shape && getComputedStyle(shape).strokeWidth === "3.5px";
      return { place: stops.indexOf(stop), isSeen, html: stop.outerHTML };
    })()`) as { place: number; isSeen: boolean; html: string };
    assertEquals(at.place, i, at.html);
    assert(at.isSeen, `The focus cannot be seen: ${at.html}`);
  }
  await page.keyboard.press("Tab");
  assertEquals(
    await page.evaluate("stops.indexOf(document.activeElement)"),
    -1,
  );

  // An explanation opens and closes, and one is where one was.
  await page.focus("#loss summary");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert(await page.$("#loss .help-text:focus"));
  await page.keyboard.press("Escape");
  assert(await page.$("#loss details:not([open]) summary:focus"));
  // Arrows lead through lists, and a key does what a click does.
  await page.focus("#peers button");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const chosen = await page.evaluate("document.activeElement.textContent");
  await page.waitForFunction(
    `document.querySelector(".card h3").textContent === ${
      JSON.stringify(chosen)
    }`,
  );
  await page.evaluate(
    `document.querySelector('[data-node][tabindex="0"]').focus()`,
  );
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press(" ");
  await page.waitForSelector('[data-node][aria-pressed="true"]:focus');
  await page.focus("[data-slider]");
  await page.keyboard.press("Home");
  await page.waitForFunction(
    `document.querySelector("[data-slider]").ariaValueText === "0:00"`,
  );
}

/** Nothing glides, so nobody has to ask for less: lines would not keep up with their ends. */
async function stands(page: Page): Promise<void> {
  await resize(page, PHONE);
  await resize(page, DESK);
  const moving = await page.evaluate("document.getAnimations().length");
  assertEquals(moving, 0);
}

/** By day and by night, on a desk and on a phone, with all explanations closed, and open. */
async function keepsRules(page: Page): Promise<void> {
  for (
    const [size, closed, open] of [
      [DESK, "light", "dark"],
      [PHONE, "dark", "light"],
    ] as const
  ) {
    await resize(page, size);
    for (const scheme of [closed, open]) {
      const isOpen = scheme === open;
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
      ]);
      await page.$$eval("details", (all, isOpen) => {
        for (const one of all) one.open = isOpen;
      }, isOpen);
      await frame(page);
      assertEquals(await axeFindings(page), [], `${size} ${scheme}`);
    }
  }
}

/** Each chart is a table, too, for those who have it read to them. */
async function tellsCharts(page: Page): Promise<void> {
  const charts = await page.$$eval(
    "[data-chart]",
    (charts) => charts.map((chart) => chart.getAttribute("aria-label")!),
  );
  assert(charts.length >= 7, charts.join());
  const rows = "table tbody tr:not([hidden]):nth-child(3)";
  await page.waitForFunction(
    `[...document.querySelectorAll("[data-chart]")].every((chart) => chart.querySelector("${rows}"))`,
  );
  const tables = new Map<string, string[]>();
  const collect = (node: SerializedAXNode): string[] => {
    const texts = (node.children ?? []).flatMap(collect);
    if (node.role === "table") tables.set(node.name ?? "", texts);
    return node.role === "StaticText" ? [node.name ?? ""] : texts;
  };
  collect((await page.accessibility.snapshot({ interestingOnly: false }))!);
  for (const chart of charts) {
    const texts = tables.get(chart) ?? [];
    assert(texts.length > 8, `${chart}: ${texts.join(" ")}`);
  }
  const loss = tables.get("Training loss and validation loss over time")!;
  assertEquals(loss.slice(0, 4), ["time", "training", "validation", "0:01"]);
}
