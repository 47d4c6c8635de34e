import { openStudyTask } from "./open_study_task.ts";
import type { StudyTask, TaskChoice, TaskFacts } from "./study_task.ts";

/** What a thread is asked. */
export type StudyRequest<Request> =
  | { kind: "open"; choice: TaskChoice }
  | { kind: "optimum" }
  | { kind: "train"; request: Request };

/** What it answers, in the order that it was asked. */
export type StudyResponse<Result> =
  | { kind: "facts"; facts: TaskFacts }
  | { kind: "optimum"; optimum: number | undefined }
  | { kind: "result"; result: Result }
  | { kind: "error"; message: string };

/** The worker's global scope, as far as it is used. */
interface Scope<Request, Result> {
  onmessage: ((event: MessageEvent<StudyRequest<Request>>) => void) | null;
  postMessage(message: StudyResponse<Result>): void;
}

/**
 * Makes the runs of a study in a thread of its own, one after another: a study has
 * hundreds. What a worker's module calls, once.
 *
 * @param train makes one run
 */
export function serve<Request, Result>(
  train: (task: StudyTask, request: Request) => Promise<Result>,
): void {
  const scope = globalThis as unknown as Scope<Request, Result>;
  let task: StudyTask | undefined;
  const answer = async (
    asked: StudyRequest<Request>,
  ): Promise<StudyResponse<Result>> => {
    switch (asked.kind) {
      case "open":
        task = await openStudyTask(asked.choice);
        return { kind: "facts", facts: task.facts };
      case "optimum":
        return { kind: "optimum", optimum: task!.optimum() };
      case "train":
        return { kind: "result", result: await train(task!, asked.request) };
    }
  };
  scope.onmessage = async ({ data }) => {
    try {
      scope.postMessage(await answer(data));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      scope.postMessage({ kind: "error", message });
    }
  };
}
