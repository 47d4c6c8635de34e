import { basename } from "@std/path";
import { readLibsvm } from "../../training/data/mod.ts";
import { logisticRegression } from "../problems/mod.ts";
import { dataOf } from "./data_of.ts";
import { linearTask } from "./linear_task.ts";
import type { StudyTask, TaskChoice } from "./study_task.ts";

/** Logistic regression on a LIBSVM file of two classes, l2 = 1/N. */
export async function logistic(choice: TaskChoice): Promise<StudyTask> {
  const file = dataOf(choice, "a LIBSVM file of two classes, such as a8a.gz");
  const data = await readLibsvm(file, { classes: true });
  return linearTask({
    title: () => `logistic regression on ${basename(file)}`,
    data,
    make: logisticRegression,
    epochs: 40,
    rates: [0.1, 0.3, 1, 3],
    tolerance: 1e-9,
  }, choice);
}
