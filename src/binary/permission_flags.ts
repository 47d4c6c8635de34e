/** A set of permissions as deno.json has it. */
export type PermissionSet = Readonly<
  Record<string, boolean | readonly string[]>
>;

/**
 * The options of `deno run` that give a set of permissions; a path is relative
 * to the folder in which the program is started.
 *
 * @throws {Error} If a value has a space, which a line of options could not tell
 */
export function permissionFlags(set: PermissionSet): string {
  return Object.entries(set).flatMap(([name, value]) => {
    if (value === false) return [];
    if (value === true) return [`--allow-${name}`];
    const values = (value as readonly string[]).map((one) =>
      one === "./" ? "." : one
    );
    const flag = `--allow-${name}=${values.join()}`;
    if (/[\s"'$`\\]/.test(flag)) {
      throw new Error(`Cannot put ${flag} in a line of options`);
    }
    return [flag];
  }).join(" ");
}
