/**
 * The command line: one file a command.
 *
 * @module
 */
export { main } from "./main.ts";
