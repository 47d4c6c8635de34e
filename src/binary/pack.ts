import { dirname, join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { permissionFlags } from "./permission_flags.ts";

/**
 * Writes one file that unpacks a folder where it is started, and starts the Deno
 * in it; see launcher.sh.
 *
 * @param folder What {@linkcode stage} has laid out
 * @param to Path of the file
 * @returns Its size in bytes
 */
export async function pack(folder: string, to: string): Promise<number> {
  const archive = await Deno.makeTempFile({ suffix: ".tgz" });
  try {
    await run("tar", ["-czf", archive, "-C", folder, "."]);
    const packed = await Deno.readFile(archive);
    const launcher = await launcherFor(packed);
    await Deno.mkdir(dirname(to), { recursive: true });
    // A new file: one that runs at this moment cannot be overwritten.
    const fresh = join(dirname(to), `.${crypto.randomUUID()}`);
    await Deno.writeFile(fresh, launcher, { mode: 0o755 });
    await Deno.writeFile(fresh, packed, { append: true });
    await Deno.rename(fresh, to);
    return launcher.length + packed.length;
  } finally {
    await Deno.remove(archive);
  }
}

async function launcherFor(
  packed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const template = await Deno.readTextFile(
    new URL("./launcher.sh", import.meta.url),
  );
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", packed));
  const { default: ordinary, demo } = config.permissions;
  const values: Record<string, string> = {
    ID: `${config.version}-${hash.slice(0, 6).toHex()}`,
    SYSTEM: (await run("uname", ["-sm"])).trim(),
    SKIP: `${template.split("\n").length}`,
    DEFAULT: permissionFlags(ordinary),
    DEMO: permissionFlags(demo),
  };
  const text = template.replace(/@([A-Z]+)@/g, (_, name) => values[name]!);
  return new TextEncoder().encode(text);
}

async function run(program: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${program}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
