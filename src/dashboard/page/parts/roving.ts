/// <reference lib="dom" />

/** Which keys lead where among so many stops. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * Makes the buttons of a list one stop for the tab key, so that a list of hundreds bars nobody's
 * way: arrows, Home and End lead from one to the next (the roving tabindex of the ARIA Authoring
 * Practices Guide). Buttons come into the list with `tabindex` -1.
 */
export function roving(list: HTMLElement): void {
  let stop: HTMLElement | null = null;
  const settle = (to: HTMLElement | null) => {
    if (stop === to) return;
    if (stop !== null) stop.tabIndex = -1;
    if (to !== null) to.tabIndex = 0;
    stop = to;
  };
  list.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLButtonElement) settle(target);
  });
  list.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button === event.target);
    if (at < 0) return;
    event.preventDefault();
    buttons[step(at, buttons.length)]!.focus();
  });
  // Where nobody is in the list, one enters at its top.
  new MutationObserver(() => {
    if (!list.contains(document.activeElement)) {
      settle(list.querySelector("button"));
    }
  }).observe(list, { childList: true });
}
