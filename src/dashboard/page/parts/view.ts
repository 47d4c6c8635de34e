/// <reference lib="dom" />
import type { History, Moment, Recording } from "../model/mod.ts";

/** What all views draw from. */
export interface Shown {
  /** All that was told. */
  recording: Recording;
  /** What the shown observer told. */
  history: History;
  /** The moment that is looked at. */
  moment: Moment;
  /** The part of the time that charts show, seconds. */
  window: { from: number; to: number };
  /** Public key of the peer that is looked at. */
  selected: string | undefined;
}

/** A part of the page that draws itself. */
export interface View {
  /** What it draws in. */
  readonly root: HTMLElement;
  /** Whether it is drawn with each frame in which something is; others take turns where a frame has no room for all. */
  readonly isFirst?: boolean;
  /** Draws; called only while it can be seen: a few times a second, or with each frame while somebody drags. */
  draw(shown: Shown): void;
}

/** What views ask for. */
export interface Controls {
  /** Looks at another moment; follows what comes without one. */
  seek(time: number | undefined): void;
  /** Looks at a peer, or at none. */
  select(peer: string | undefined): void;
  /** Draws all again, at once. */
  redraw(): void;
}
