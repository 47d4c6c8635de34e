import { ProblemError } from "./errors.ts";
import {
  type LinearOptions,
  type LinearProblem,
  linearProblem,
} from "./linear_problem.ts";

/**
 * Logistic regression of two classes, labelled 0 and 1 or -1 and +1: the mean of
 * log(1 + exp(-y z)), z = <w, v> + b, computed so that no exponential overflows.
 *
 * @throws {ProblemError} If there are other labels, or the data does not fit
 *
 * @example
 * ```ts
 * import { logisticRegression } from "./logistic_regression.ts";
 *
 * const problem = logisticRegression({
 *   data: { features: [[0, 1], [1, 0], [1, 1]], labels: [0, 1, 1] },
 *   l2: 0.01,
 * });
 * problem.layout.trainable; // 3: two weights and a bias
 * ```
 */
export function logisticRegression(options: LinearOptions): LinearProblem {
  return linearProblem({
    name: "logistic regression",
    outputs: 1,
    checkLabels(labels) {
      const least = labels.includes(-1) ? -1 : 0;
      const wrong = labels.find((label) => label !== 1 && label !== least);
      if (wrong === undefined) return;
      throw new ProblemError(
        `Cannot use the data for logistic regression: labels must be 0 and 1, or -1 and 1, got ${wrong}; read the file with classes, or use softmax regression`,
      );
    },
    loss(z, label) {
      const sign = label > 0 ? 1 : -1;
      const margin = sign * z[0]!;
      // exp() of what is not positive: sigma(-margin) and log(1 + exp(-margin)).
      const small = Math.exp(-Math.abs(margin));
      z[0] = -sign * (margin > 0 ? small : 1) / (1 + small);
      return Math.log1p(small) + Math.max(0, -margin);
    },
    isRight: (z, label) => z[0]! > 0 === label > 0,
  }, options);
}
