/** The exit codes of all commands. */
export const ExitCode = {
  /** All went well. */
  ok: 0,
  /** The command failed; the message says why. */
  failure: 1,
  /** The command line was not understood. */
  usage: 2,
  /** Ended by Ctrl+C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
  /** Nobody reads the output any more: 128 + SIGPIPE. */
  brokenPipe: 141,
} as const;
