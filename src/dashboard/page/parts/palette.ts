/// <reference lib="dom" />

/** Colours that canvases draw with; the style sheet says what they are, by day and by night. */
export type Ink =
  | "ink"
  | "ink-2"
  | "ink-3"
  | "line"
  | "line-strong"
  | "surface"
  | "blue"
  | "orange"
  | "green"
  | "purple";

const inks = new Map<Ink, string>();
const watchers = new Set<() => void>();

/** The colour as it is now, as a canvas takes it. */
export function ink(name: Ink): string {
  let value = inks.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement)
      .getPropertyValue(`--${name}`).trim();
    inks.set(name, value);
  }
  return value;
}

/** Calls `watcher` whenever the colours have changed. */
export function onRepaint(watcher: () => void): void {
  watchers.add(watcher);
}

/** Looks the colours up anew. */
export function repaint(): void {
  inks.clear();
  for (const watcher of watchers) watcher();
}
