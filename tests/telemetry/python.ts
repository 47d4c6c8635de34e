/** The Python to ask; what it finds along `PYTHONPATH` counts. */
const PYTHON = Deno.env.get("DROVER_PYTHON") ?? "python3";

/** A test's name and whether it is skipped, as it needs a package of Python. */
export async function needsPython(
  name: string,
  packages: string[],
): Promise<{ name: string; ignore: boolean }> {
  const code = `from importlib.util import find_spec
raise SystemExit(not all(find_spec(name) for name in ${
    JSON.stringify(packages)
  }))`;
  const ignore = !await succeeds(code);
  const why = ignore ? ` (skipped: needs Python with ${packages.join()})` : "";
  return { name: name + why, ignore };
}

async function succeeds(code: string): Promise<boolean> {
  try {
    const command = new Deno.Command(PYTHON, {
      args: ["-c", code],
      stderr: "null",
    });
    return (await command.output()).success;
  } catch {
    return false; // there is no Python
  }
}

/** Runs a program in Python; what it prints as JSON. */
export async function python(
  code: string,
  ...args: string[]
): Promise<unknown> {
  const command = new Deno.Command(PYTHON, { args: ["-c", code, ...args] });
  const { success, stdout, stderr } = await command.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
