import * as colors from "@std/fmt/colors";
import type { Tone } from "../../telemetry/words/tone.ts";

/** Ways to set off text; each hands it back unchanged where colours are off. */
export interface Style {
  /** For what matters most. */
  bold(text: string): string;
  /** For what matters least. */
  dim(text: string): string;
  /** For what went wrong. */
  red(text: string): string;
  /** For events, by how much they matter. */
  tone(text: string, tone: Tone): string;
}

/** The style of a terminal, or of a pipe. `NO_COLOR` is honoured either way. */
export function createStyle(enabled: boolean): Style {
  const paint = (colour: (text: string) => string) => (text: string): string =>
    enabled ? colour(text) : text;
  const tones: Record<Tone, (text: string) => string> = {
    plain: (text) => text,
    good: paint(colors.green),
    warning: paint(colors.yellow),
  };
  return {
    bold: paint(colors.bold),
    dim: paint(colors.dim),
    red: paint(colors.red),
    tone: (text, tone) => tones[tone](text),
  };
}
