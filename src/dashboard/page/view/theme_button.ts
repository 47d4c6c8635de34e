/// <reference lib="dom" />
import { element, setAttributes, setText } from "../parts/element.ts";
import { repaint } from "../parts/palette.ts";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = typeof THEMES[number];

const LABELS: Record<Theme, string> = {
  auto: "◐ auto",
  light: "○ light",
  dark: "● dark",
};

/** Where the choice is kept. */
const KEY = "drover-theme";

/** Light, dark, or as the system has it. */
export function themeButton(): HTMLElement {
  const button = element("button", { type: "button", class: "quiet theme" });
  let theme: Theme = kept();
  const apply = () => {
    const root = document.documentElement;
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    setText(button, LABELS[theme]);
    setAttributes(button, {
      "aria-label": `Colours: ${theme}`,
      title: "Colours: as the system has them, light, or dark",
    });
    repaint();
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Where nothing may be kept the choice lasts as long as the page.
    }
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener(
    "change",
    repaint,
  );
  apply();
  return button;
}

function kept(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === value) ?? "auto";
  } catch {
    return "auto";
  }
}
