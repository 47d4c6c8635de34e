/**
 * The extremes of a path against any slope: what max over t of y_t - slope x_t and
 * the minimum are, for a slope that is known only afterwards. Either is reached at
 * a corner of the path's convex hull, so the corners are all that is kept: about
 * log T of T points for a random walk.
 */
export class PathHull {
  readonly #upper = new Chain(1);
  readonly #lower = new Chain(-1);

  /** Starts at (0, 0). */
  constructor() {
    this.add(0, 0);
  }

  /** Corners held. */
  get corners(): number {
    return this.#upper.xs.length + this.#lower.xs.length;
  }

  /** Goes on to a point further to the right. */
  add(x: number, y: number): void {
    this.#upper.add(x, y);
    this.#lower.add(x, -y);
  }

  /** max |y - slope x| over all points of the path. */
  reach(slope: number): number {
    return Math.max(this.#upper.reach(slope), this.#lower.reach(slope));
  }
}

/** Corners beyond which the flattest are forgotten: a path as round as that is hardly shortened by it. */
const MOST = 512;

/** One side of the hull, by Andrew's monotone chain; the lower side is the upper of the path turned over. */
class Chain {
  xs: number[] = [];
  ys: number[] = [];
  readonly #side: 1 | -1;

  constructor(side: 1 | -1) {
    this.#side = side;
  }

  add(x: number, y: number): void {
    const { xs, ys } = this;
    for (let n = xs.length; n >= 2; n--) {
      const ax = xs[n - 2]!, ay = ys[n - 2]!;
      const turn = (xs[n - 1]! - ax) * (y - ay) - (ys[n - 1]! - ay) * (x - ax);
      if (turn < 0) break;
      xs.pop();
      ys.pop();
    }
    xs.push(x);
    ys.push(y);
    if (xs.length > MOST) this.#thin();
  }

  /** Forgets half of every second corner: those that stand out least from the line between their neighbours. */
  #thin(): void {
    const { xs, ys } = this;
    const heights = xs.map((x, k) => {
      if (k % 2 === 0 || k + 1 === xs.length) return Infinity;
      const before = xs[k - 1]!, width = xs[k + 1]! - before;
      const slope = (ys[k + 1]! - ys[k - 1]!) / width;
      return ys[k]! - ys[k - 1]! - slope * (x - before);
    });
    const limit = heights.toSorted((a, b) => a - b)[MOST >> 2]!;
    this.xs = xs.filter((_, k) => heights[k]! > limit);
    this.ys = ys.filter((_, k) => heights[k]! > limit);
  }

  reach(slope: number): number {
    let most = 0;
    for (let k = 0; k < this.xs.length; k++) {
      most = Math.max(most, this.ys[k]! - this.#side * slope * this.xs[k]!);
    }
    return most;
  }
}
