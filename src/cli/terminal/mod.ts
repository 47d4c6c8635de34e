/**
 * What a command shows on a terminal or writes to a pipe.
 *
 * @module
 */
export { LiveBlock } from "./live_block.ts";
export { type Output, StandardOutput } from "./output.ts";
export { createStyle, type Style } from "./style.ts";
export { type Column, table } from "./table.ts";
export { wrap } from "./wrap.ts";
export { cut, width } from "./width.ts";
