import type { Layout } from "../replica/mod.ts";

/** What one unit says of the model at a view. */
export interface UnitGradient {
  /** d loss / d weights, trainable part, flat; length `layout.trainable`. */
  gradient: Float32Array;
  /** Change of the state (batch norm's), length `layout.state`. */
  state: Float32Array;
  /** Mean loss over the unit's examples at the view. */
  loss: number;
}

/** The model on the whole objective, or on held-out data. */
export interface Evaluation {
  /** Mean loss. */
  loss: number;
  /** Further figures by name, such as `accuracy`. */
  metrics: Record<string, number>;
}

/**
 * What a virtual swarm trains: gradients that are real, and cheap enough for a
 * thousand peers. All peers of a simulation share one object, which is why
 * nothing here changes it.
 */
export interface Problem {
  /** What it is, for reports. */
  readonly name: string;
  /** Coordinates of the model. */
  readonly layout: Layout;
  /** Units in the data, N. */
  readonly units: number;
  /** x_0, one value for each coordinate. */
  readonly start: Float64Array;
  /** The least loss that any model has, F*, where it is known. */
  readonly optimum?: number;
  /**
   * One unit's gradient, the same on every machine.
   *
   * @param unit 0 … units - 1
   * @param view the parameters, trainable first
   * @param seed decides noise, where the problem has any
   */
  gradient(
    unit: number,
    view: Float32Array,
    seed: number,
  ): UnitGradient | Promise<UnitGradient>;
  /** The model as a whole; a problem without it is never validated. */
  evaluate?(view: Float32Array): Evaluation | Promise<Evaluation>;
  /** Frees what it holds, such as a worker. */
  close?(): void;
}
