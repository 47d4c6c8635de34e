/** What one unit says of a view. */
export interface GradientResult {
  /**
   * Gradient of the mean loss over the unit, length trainable. That of a
   * smaller last unit is scaled by examples/unit, so that over an epoch every
   * example counts the same.
   */
  gradient: Float32Array;
  /** State after the forward pass minus the view's, length state, not scaled. */
  state: Float32Array;
  /** Mean loss over the unit's examples, with regularizers. */
  loss: number;
  /** Time that it took, in milliseconds. */
  computeMs: number;
  /** Number of examples in the unit. */
  examples: number;
}

/** Loss and metrics on the validation data. */
export interface Evaluation {
  /** Mean loss over the examples. */
  loss: number;
  /** Means of the metrics over the examples, by name. */
  metrics: Record<string, number>;
  /** Number of examples. */
  examples: number;
}
