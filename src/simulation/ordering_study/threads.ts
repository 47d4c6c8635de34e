import { SimulationError } from "../errors.ts";
import type { Curve, CurveRequest } from "./curve.ts";
import type { TaskChoice, TaskFacts } from "./study_task.ts";
import type { StudyRequest, StudyResponse } from "./worker.ts";

/** Threads that have the same task open, and share the runs of a study. */
export class StudyThreads implements Disposable {
  /** What is known of the task. */
  readonly facts: TaskFacts;
  /** F*, where it is known. */
  readonly optimum: number | undefined;
  readonly #threads: readonly Thread[];

  private constructor(
    threads: readonly Thread[],
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
   * @param count how many threads
   * @param signal ends everything; its reason is thrown
   * @throws {SimulationError} If it cannot be opened, in the words of whoever failed
   */
  static async open(
    choice: TaskChoice,
    count: number,
    signal?: AbortSignal,
  ): Promise<StudyThreads> {
    signal?.throwIfAborted();
    const threads = Array.from({ length: count }, () => new Thread(signal));
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
   * @param onCurve told of each run as it ends
   * @returns the curves, in the order of the requests
   */
  async train(
    requests: readonly CurveRequest[],
    onCurve: () => void = () => {},
  ): Promise<Curve[]> {
    const curves = new Array<Curve>(requests.length);
    let next = 0;
    await Promise.all(this.#threads.map(async (thread) => {
      while (next < requests.length) {
        const at = next++;
        const request = requests[at]!;
        const answer = await thread.ask({ kind: "train", request });
        curves[at] = (answer as { curve: Curve }).curve;
        onCurve();
      }
    }));
    return curves;
  }

  /** Ends the threads. */
  [Symbol.dispose](): void {
    for (const thread of this.#threads) thread.close();
  }
}

/** One thread, asked one thing at a time. */
class Thread {
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined) {
    const url = new URL("./worker.ts", import.meta.url);
    this.#worker = new Worker(url, { type: "module", name: "ordering study" });
    this.#signal = signal;
  }

  ask(request: StudyRequest): Promise<StudyResponse> {
    const worker = this.#worker, signal = this.#signal;
    return new Promise<StudyResponse>((resolve, reject) => {
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
      worker.onmessage = ({ data }: MessageEvent<StudyResponse>) =>
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
