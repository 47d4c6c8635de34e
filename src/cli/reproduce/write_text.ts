import { CommandError } from "../errors.ts";

/**
 * Writes a file.
 *
 * @throws {CommandError} If that cannot be done, with the reason
 */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(file, text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandError(`Cannot write ${file}: ${message}`, {
      cause: error,
    });
  }
}
