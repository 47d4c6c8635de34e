import { taskFile } from "./processes.ts";

/** Training that goes on for as long as a test wants. */
export interface Held {
  /** Path of the task file. */
  task: string;
  /** Lets it come to its end, in seconds. */
  release(): Promise<void>;
}

/** Runs a test with a task that is held until it is released. */
export async function withHeld<T>(run: (held: Held) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  const task = `${folder}/task.ts`, released = `${folder}/released`;
  try {
    await Deno.writeTextFile(
      task,
      `import { heldRings } from "file://${taskFile("held_rings")}";
export default heldRings(${JSON.stringify(released)});
`,
    );
    return await run({
      task,
      release: () => Deno.writeTextFile(released, ""),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
