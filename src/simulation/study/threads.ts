import { SimulationError } from "../errors.ts";
import type { StudyRequest, StudyResponse } from "./serve.ts";
import type { TaskChoice, TaskFacts } from "./study_task.ts";

/**
 * Threads that have the same task open, and share the runs of a study. What a run
 * is asked for and what comes of it is between a study and its worker, which calls
 * {@linkcode serve}.
 */
export class StudyThreads<Request, Result> implements Disposable {
  /** What is known of the task. */
  readonly facts: TaskFacts;
  /** F*, where it is known. */
  readonly optimum: number | undefined;
  readonly #threads: readonly Thread<Request, Result>[];

  private constructor(
    threads: readonly Thread<Request, Result>[],
    facts: TaskFacts,
    optimum: number | undefined,
  ) {
    this.#threads = threads;
    this.facts = facts;
    this.optimum = optimum;
  }

  /**
   * Opens the task.
   *
   * @param worker the module that makes the runs
   * @param count how many threads
   * @param signal ends everything; its reason is thrown
   * @throws {SimulationError} If it cannot be opened, in the words of whoever failed
   */
  static async open<Request, Result>(
    worker: URL,
    choice: TaskChoice,
    count: number,
    signal?: AbortSignal,
  ): Promise<StudyThreads<Request, Result>> {
    signal?.throwIfAborted();
    const threads = Array.from(
      { length: count },
      () => new Thread<Request, Result>(worker, signal),
    );
    try {
      const opened = await Promise.all(
        threads.map((thread) => thread.ask({ kind: "open", choice })),
      );
      const { optimum } = await threads[0]!.ask({ kind: "optimum" }) as {
        optimum: number | undefined;
      };
      const { facts } = opened[0] as { facts: TaskFacts };
      return new StudyThreads(threads, facts, optimum);
    } catch (error) {
      for (const thread of threads) thread.close();
      throw error;
    }
  }

  /**
   * Makes some runs, as many at a time as there are threads.
   *
   * @param onResult told of each run as it ends
   * @returns what comes of them, in the order of the requests
   */
  async train(
    requests: readonly Request[],
    onResult: () => void = () => {},
  ): Promise<Result[]> {
    const results = new Array<Result>(requests.length);
    let next = 0;
    await Promise.all(this.#threads.map(async (thread) => {
      while (next < requests.length) {
        const at = next++;
        const request = requests[at]!;
        const answer = await thread.ask({ kind: "train", request });
        results[at] = (answer as { result: Result }).result;
        onResult();
      }
    }));
    return results;
  }

  /** Ends the threads. */
  [Symbol.dispose](): void {
    for (const thread of this.#threads) thread.close();
  }
}

/** One thread, asked one thing at a time. */
class Thread<Request, Result> {
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;

  constructor(url: URL, signal: AbortSignal | undefined) {
    this.#worker = new Worker(url, { type: "module", name: "study" });
    this.#signal = signal;
  }

  ask(request: StudyRequest<Request>): Promise<StudyResponse<Result>> {
    const worker = this.#worker, signal = this.#signal;
    return new Promise<StudyResponse<Result>>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const end = () => {
        worker.terminate();
        reject(signal!.reason);
      };
      signal?.addEventListener("abort", end, { once: true });
      const settle = (done: () => void) => {
        signal?.removeEventListener("abort", end);
        done();
      };
      worker.onmessage = ({ data }: MessageEvent<StudyResponse<Result>>) =>
        settle(() =>
          data.kind === "error"
            ? reject(new SimulationError(data.message))
            : resolve(data)
        );
      worker.onerror = (event) => {
        event.preventDefault();
        settle(() => reject(new SimulationError(event.message)));
      };
      worker.postMessage(request);
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}
