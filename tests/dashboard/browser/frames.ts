import type { Page } from "puppeteer-core";

/** How smoothly a page moved. */
export interface Frames {
  /** Frames a second. */
  rate: number;
  /** The longest time between two frames, ms. */
  longest: number;
  /** One of a hundred took longer, ms. */
  p99: number;
  /** Time that scripts took in a frame, drawing excluded: the median, ms. */
  script: number;
}

/** What somebody does in each frame: nothing, or drag the slider from one end to the other and back. */
export type Doing = "nothing" | "drag";

/** Measures the frames of some seconds. */
export async function measureFrames(
  page: Page,
  seconds: number,
  doing: Doing,
): Promise<Frames> {
  return await page.evaluate(`(async () => {
    const slider = document.querySelector("[data-slider]");
    const frame = () => new Promise(requestAnimationFrame);
    const drag = (part) => {
      const { min, max } = slider;
      slider.value = String(Number(min) + part * (max - min));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    };
    await frame();
    const began = performance.now();
    const gaps = [];
    const scripts = [];
    let last = began;
    while (last - began < ${1000 * seconds}) {
      const part = (last - began) / ${1000 * seconds};
      ${doing === "drag" ? "drag(1 - Math.abs(1 - 2 * part));" : ""}
      const now = await frame();
      gaps.push(now - last);
      last = now;
      // The page's own callbacks of this frame have their turn before a task that is queued in it.
      const before = performance.now();
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(0);
      });
      scripts.push(performance.now() - before);
    }
    const at = (values, q) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) * q)];
    return {
      rate: 1000 * gaps.length / (last - began),
      longest: at(gaps, 1),
      p99: at(gaps, 0.99),
      script: at(scripts, 0.5),
    };
  })()`) as Frames;
}

/** Memory that the page's objects, arrays and elements hold, after what is garbage was thrown away, MB. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session
    .send("Runtime.getHeapUsage");
  await session.detach();
  return (usedSize + embedderHeapUsedSize + backingStorageSize) / 1e6;
}
