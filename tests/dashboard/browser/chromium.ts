/**
 * A real browser for tests.
 *
 * @module
 */
import puppeteer, { type Page } from "puppeteer-core";

const CHROMIUM = "/usr/bin/chromium";

/** How long anything may take on a busy machine, ms. */
const PATIENCE = 90_000;

/** Why a test of the page is skipped; undefined where there is a browser. */
export const lacksChromium: string | undefined = isThere(CHROMIUM)
  ? undefined
  : "needs chromium";

/** Where screenshots are kept; git knows nothing of it. */
export const SCREENSHOTS: URL = new URL(
  "../../../.drover/screenshots/",
  import.meta.url,
);

/** A page, and what must not happen in it. */
export interface Visit {
  page: Page;
  /** Errors on its console and exceptions that nobody caught, and answers that were errors. */
  errors: string[];
  /** Hosts that it asked for something. */
  hosts: Set<string>;
}

/** Opens a page, until `visit` is through. */
export async function withPage(
  visit: (visit: Visit) => Promise<void>,
): Promise<void> {
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    timeout: PATIENCE,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--enable-precise-memory-info",
    ],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const errors: string[] = [];
    const hosts = new Set<string>();
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) {
        errors.push(message.text());
      }
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== "data:") hosts.add(host);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) {
        errors.push(`${response.status()} ${response.url()}`);
      }
    });
    await visit({ page, errors, hosts });
  } finally {
    await browser.close();
  }
}

/** Width and height of a screen, in CSS pixels. */
export type Size = readonly [width: number, height: number];

/** A screen of a desk. */
export const DESK: Size = [1280, 900];

/** A phone. */
export const PHONE: Size = [390, 844];

/** Keeps a picture of the whole page, in a scheme and at a width. */
export async function screenshot(
  page: Page,
  name: string,
  scheme: "light" | "dark",
  [width, height]: Size,
): Promise<void> {
  const deviceScaleFactor = 1;
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
  ]);
  await page.setViewport({ width, height, deviceScaleFactor });
  // What is out of sight is not drawn, and bars stick to the window's edges.
  const whole = await page.evaluate("document.documentElement.scrollHeight");
  await page.setViewport({ width, height: Number(whole), deviceScaleFactor });
  for (let frame = 0; frame < 4; frame++) {
    await page.evaluate("new Promise(requestAnimationFrame)");
  }
  // What glides to its place is there.
  await page.evaluate(
    `Promise.allSettled(document.getAnimations()
      .filter(({ effect }) => effect.getComputedTiming().endTime < Infinity)
      .map(({ finished }) => finished))`,
  );
  await Deno.mkdir(SCREENSHOTS, { recursive: true });
  const picture = await page.screenshot();
  await Deno.writeFile(new URL(`${name}.png`, SCREENSHOTS), picture);
  await page.setViewport({ width, height, deviceScaleFactor });
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
