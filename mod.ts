export type * from "./src/compression/mod.ts";
export * from "./src/optimizers/mod.ts";
export type { Variant } from "./src/synchronicity/mod.ts";
export * from "./src/training/mod.ts";
