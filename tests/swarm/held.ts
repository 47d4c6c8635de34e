import { taskFile } from "./processes.ts";

/** Training that goes on for as long as a test wants. */
export interface Held {
  /** Path of the task file. */
  task: string;
  /** Path of one that is the same, but for its learning rate. */
  other: string;
  /** Lets it come to its end, in seconds. */
  release(): Promise<void>;
}

/** Runs a test with a task that is held until it is released. */
export async function withHeld<T>(run: (held: Held) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  const released = `${folder}/released`;
  const write = async (name: string, learningRate: number) => {
    const path = `${folder}/${name}.ts`;
    await Deno.writeTextFile(
      path,
      `import { heldRings } from "file://${taskFile("held_rings")}";
export default heldRings(${JSON.stringify(released)}, ${learningRate});
`,
    );
    return path;
  };
  try {
    return await run({
      task: await write("task", 0.2),
      other: await write("other", 0.1),
      release: () => Deno.writeTextFile(released, ""),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
