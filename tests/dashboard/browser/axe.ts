import axe from "axe-core";
import type { Page } from "puppeteer-core";

/** The Web Content Accessibility Guidelines 2.1, levels A and AA. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/**
 * What it may leave open: colours of what lies over something else, and whether a question mark
 * is a word.
 */
const MAY_BE_OPEN = ["color-contrast", "label-content-name-mismatch"];

/** Brings axe into a page: as the browser's tools would, so that the page's policy stays as it is. */
export async function injectAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
}

/**
 * Holds a page against rules, those of WCAG 2.1 A and AA unless told otherwise.
 *
 * @returns What it finds, and what it could not decide, in a line each
 */
export async function axeFindings(
  page: Page,
  rules?: string[],
): Promise<string[]> {
  const runOnly = rules === undefined
    ? { type: "tag", values: WCAG }
    : { type: "rule", values: rules };
  const options: axe.RunOptions = {
    runOnly: runOnly as axe.RunOnly,
    resultTypes: ["violations", "incomplete"],
  };
  const { violations, incomplete } = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)})`,
  ) as axe.AxeResults;
  const open = incomplete.filter(({ id }) => !MAY_BE_OPEN.includes(id));
  return [...violations, ...open].flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`)
  );
}
