import type { ComponentLogger, Logger } from "@libp2p/interface";

/** A logger that drops everything. */
const silent: Logger = Object.assign(() => {}, {
  error: () => {},
  trace: () => {},
  enabled: false,
  newScope: () => silent,
});

/**
 * libp2p's own logger asks the terminal for its abilities whenever it makes a
 * logger, several times for each connection and stream.
 */
export const silentLogger: ComponentLogger = { forComponent: () => silent };
