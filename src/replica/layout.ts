/** The flat vector x: trainable weights first, then state such as batch norm's moving statistics. */
export interface Layout {
  /** Number of trainable coordinates, n. */
  readonly trainable: number;
  /** Number of state coordinates, m. */
  readonly state: number;
}

/** Length of x. */
export function layoutLength(layout: Layout): number {
  return layout.trainable + layout.state;
}
