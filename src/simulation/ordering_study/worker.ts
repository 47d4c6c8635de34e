/**
 * Trains in a thread of its own, one run after another: a study has hundreds.
 *
 * @module
 */
import { type Curve, type CurveRequest, trainCurve } from "./curve.ts";
import { openStudyTask } from "./open_study_task.ts";
import type { StudyTask, TaskChoice, TaskFacts } from "./study_task.ts";

/** What a thread is asked. */
export type StudyRequest =
  | { kind: "open"; choice: TaskChoice }
  | { kind: "optimum" }
  | { kind: "train"; request: CurveRequest };

/** What it answers, in the order that it was asked. */
export type StudyResponse =
  | { kind: "facts"; facts: TaskFacts }
  | { kind: "optimum"; optimum: number | undefined }
  | { kind: "curve"; curve: Curve }
  | { kind: "error"; message: string };

/** The worker's global scope, as far as it is used. */
interface Scope {
  onmessage: ((event: MessageEvent<StudyRequest>) => void) | null;
  postMessage(message: StudyResponse): void;
}

const scope = globalThis as unknown as Scope;
let task: StudyTask | undefined;

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage(await answer(data));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: "error", message });
  }
};

async function answer(asked: StudyRequest): Promise<StudyResponse> {
  switch (asked.kind) {
    case "open":
      task = await openStudyTask(asked.choice);
      return { kind: "facts", facts: task.facts };
    case "optimum":
      return { kind: "optimum", optimum: task!.optimum() };
    case "train": {
      const curve = await trainCurve(task!, asked.request);
      return { kind: "curve", curve };
    }
  }
}
