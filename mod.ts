export * from "./src/optimizers/mod.ts";
export * from "./src/training/mod.ts";
