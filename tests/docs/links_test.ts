import { assert, assertEquals } from "@std/assert";
import { allPages, type Page, ROOT } from "./page.ts";

const pages = allPages();

/** Targets of a page's links and pictures. */
function targets({ prose }: Page): string[] {
  const text = prose.replaceAll(/`[^`]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** Path from the root that a target leads to, and the place there. */
function resolve(page: Page, target: string): [path: string, anchor: string] {
  const url = new URL(target, new URL(page.path, "file:///"));
  return [decodeURI(url.pathname.slice(1)), decodeURI(url.hash.slice(1))];
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}

Deno.test("every link of the documentation leads somewhere", () => {
  let count = 0;
  const dead: string[] = [];
  for (const page of pages) {
    for (const target of targets(page)) {
      if (/^[a-z]+:/.test(target)) continue;
      count++;
      const [path, anchor] = resolve(page, target);
      const there = pages.find((other) => other.path === path);
      const leads = anchor === ""
        ? exists(path)
        : there?.anchors.has(anchor) ?? false;
      if (!leads) dead.push(`${page.path}: ${target}`);
    }
  }
  assertEquals(dead, []);
  assert(count > 20, `only ${count} links were found`);
});

Deno.test("every page of docs/ is reached from the README by links", () => {
  const reached = new Set<string>();
  const follow = (path: string) => {
    const page = pages.find((other) => other.path === path);
    if (page === undefined || reached.has(path)) return;
    reached.add(path);
    for (const target of targets(page)) follow(resolve(page, target)[0]);
  };
  follow("README.md");
  const paths = pages.map(({ path }) => path);
  assertEquals(paths.filter((path) => !reached.has(path)), []);
});

Deno.test("every file that the documentation names is there", () => {
  const missing: string[] = [];
  const named = /^(src|docs|tests|examples|\.ci)\/[\w./{},-]*$/;
  for (const { path, prose } of pages) {
    for (const [, code = ""] of prose.matchAll(/`([^`\n]+)`/g)) {
      if (!named.test(code) || /NAME|ROOM|\{/.test(code)) continue;
      if (!exists(code)) missing.push(`${path}: ${code}`);
    }
  }
  assertEquals(missing, []);
});
