/** How good a model was, and when. */
export interface Point {
  /** Since the first round. */
  seconds: number;
  /** Passes over the data. */
  epochs: number;
  /** On the validation data. */
  accuracy: number;
}

/** What a model knows before it has seen anything, of ten digits. */
const CHANCE: Point = { seconds: 0, epochs: 0, accuracy: 0.1 };

/**
 * When a curve first came to an accuracy, between two evaluations as if the error
 * fell at one rate; undefined where it never did.
 */
export function reached(
  points: readonly Point[],
  accuracy: number,
): Point | undefined {
  let before = CHANCE;
  for (const point of points) {
    if (point.accuracy >= accuracy) {
      const error = (accuracy: number) => Math.log(1 - accuracy + 1e-6);
      const part = (error(before.accuracy) - error(accuracy)) /
        (error(before.accuracy) - error(point.accuracy));
      const between = (key: "seconds" | "epochs") =>
        before[key] + part * (point[key] - before[key]);
      return {
        seconds: between("seconds"),
        epochs: between("epochs"),
        accuracy,
      };
    }
    before = point;
  }
  return undefined;
}

/** Median, least and most, as text; what never came takes longest, and is 0 times as soon. */
export function spread(values: readonly (number | undefined)[]): string {
  const sorted = values.map((value) => value ?? Infinity)
    .toSorted((a, b) => a - b);
  const text = (value: number) =>
    Number.isFinite(value) && value > 0 ? short(value) : "-";
  const [least, middle, most] = [0, sorted.length >> 1, sorted.length - 1]
    .map((at) => text(sorted[at]!));
  return sorted.length === 1 ? middle! : `${middle} [${least} - ${most}]`;
}

function short(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
