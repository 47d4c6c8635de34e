import { ExitCode } from "./exit_code.ts";

/** Signals by which a person or a system asks a command to end. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** A wish that the command should end, for whoever asks. */
export interface Interruption {
  /** Aborted on the first Ctrl+C; its reason is the exit code. */
  readonly signal: AbortSignal;
  /** Ends the command as a signal would, with an exit code. */
  interrupt(exitCode: number): void;
  /** Stops listening. */
  [Symbol.dispose](): void;
}

/**
 * Listens for Ctrl+C. The first one asks the command to end cleanly; when the
 * same signal comes again, `insist` is called, for a second Ctrl+C to end
 * everything at once. (A terminal and a parent process may each send one of
 * their own: those are one wish.)
 */
export function listenForInterruption(insist: () => void): Interruption {
  const controller = new AbortController();
  const interrupt = (exitCode: number) => controller.abort(exitCode);
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
    interrupt,
    [Symbol.dispose]() {
      for (const { signal, handler } of handlers) {
        Deno.removeSignalListener(signal, handler);
      }
    },
  };
}
