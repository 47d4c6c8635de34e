/**
 * Runs one measurement: `deno task bench NAME [options]`. Each is a script of its
 * own, `NAME_bench.ts`, that prints ratios within one run; `--help` shows what it
 * says of itself.
 */
const names = Array.from(Deno.readDirSync(new URL(".", import.meta.url)))
  .flatMap(({ name }) => name.match(/^(.+)_bench\.ts$/)?.slice(1) ?? [])
  .sort();
const [name, ...args] = Deno.args;
if (name === undefined || !names.includes(name)) {
  console.error(`Which measurement? deno task bench ${names.join(" | ")}`);
  Deno.exit(2);
}
const url = new URL(`./${name}_bench.ts`, import.meta.url);
if (args.includes("--help") || args.includes("-h")) {
  const text = Deno.readTextFileSync(url);
  const about = /\/\*\*\n([^]*?)\n \*\//.exec(text)?.[1] ?? "";
  console.log(about.replace(/^ \* ?/gm, "") || `deno task bench ${name}`);
  Deno.exit(0);
}
const script = url.href;
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["run", "-P=test", script, ...args],
  stdin: "inherit",
  stdout: "inherit",
  stderr: "inherit",
}).output();
Deno.exit(code);
