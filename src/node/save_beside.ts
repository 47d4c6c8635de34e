/** How a model is saved. */
export interface SaveBesideOptions {
  /** Saves it in a folder, and says which files that made. */
  save: (directory: string) => Promise<string[]>;
  /** Where it is to be. */
  directory: string;
  /** Hash of its parameters, hex. */
  hash: string;
  /** Is told where it is instead, and why. */
  tell: (text: string) => void;
}

/**
 * Saves a model; where that fails, in a new folder beside the one that was meant. It was tried
 * before training, and hours later somebody may have put something else there.
 *
 * @returns The files
 * @throws What `save` has thrown first, if that fails, too
 */
export async function saveBeside(
  { save, directory, hash, tell }: SaveBesideOptions,
): Promise<string[]> {
  try {
    return await save(directory);
  } catch (error) {
    const other = `${directory.replace(/\/+$/, "")}-${hash.slice(0, 12)}`;
    const files = await save(other).catch(() => {
      throw error;
    });
    const why = error instanceof Error ? error.message : String(error);
    tell(`${why}. The model is in ${other}`);
    return files;
  }
}
