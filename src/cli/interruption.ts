import { ExitCode } from "./exit_code.ts";

/** Signals by which a person or a system asks a command to end. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** The wish that the command should end. */
export interface Interruption {
  /** Aborted on the first Ctrl+C, or when nobody reads the output any more; its reason is the exit code. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  [Symbol.dispose](): void;
}

/**
 * Listens for Ctrl+C. The first one asks the command to end cleanly; when the
 * same signal comes again, `insist` is called, for a second Ctrl+C to end
 * everything at once. (A terminal and a parent process may each send one of
 * their own: those are one wish.)
 */
export function listenForInterruption(
  broken: AbortSignal,
  insist: () => void,
): Interruption {
  const controller = new AbortController();
  const interrupt = (exitCode: number) => controller.abort(exitCode);
  const onBroken = () => interrupt(ExitCode.brokenPipe);
  broken.addEventListener("abort", onBroken);
  const handlers = SIGNALS.map((signal) => {
    let isAgain = false;
    const handler = () => {
      if (isAgain) insist();
      isAgain = true;
      interrupt(ExitCode.interrupted);
    };
    Deno.addSignalListener(signal, handler);
    return { signal, handler };
  });
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      broken.removeEventListener("abort", onBroken);
      for (const { signal, handler } of handlers) {
        Deno.removeSignalListener(signal, handler);
      }
    },
  };
}

/** Settles when a signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
    if (signal.aborted) resolve();
  });
}
