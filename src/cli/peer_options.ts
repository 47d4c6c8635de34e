import type { PeerOptions } from "../node/types.ts";
import { CommandError } from "./errors.ts";
import type { OptionValues } from "./options/mod.ts";
import { quoted, startedBy } from "../telemetry/words/started_by.ts";

/**
 * What the command line says, as the node takes it.
 *
 * @throws {CommandError} If the secret cannot be read
 * @throws {NetworkError} If it is none
 */
export async function toPeerOptions(
  task: string,
  options: OptionValues,
): Promise<PeerOptions> {
  return {
    task,
    ...withoutUndefined({
      swarm: options.swarm,
      name: options.name,
      waitFor: options["wait-for"],
      k: options.k,
      substitutes: options.substitute,
      elasticBound: options["elastic-bound"],
      cutOff: options["cut-off"],
      localSteps: options["local-steps"],
      variant: options.variant,
      ordering: options.ordering,
      codec: options.codec,
      listen: options.listen,
      interfaces: options.interface,
      discovery: options["no-discovery"] ? false : undefined,
      bootstrap: options.bootstrap,
      secret: options.secret && await readSecret(options.secret),
      state: options.state,
      log: options.log,
      save: options.save,
      dashboard: options.dashboard,
      metrics: options.metrics,
      tensorboard: options.tensorboard,
      backend: options.backend,
      slow: options.slow,
      pace: options.pace,
      lag: options.lag,
    }),
  };
}

async function readSecret(file: string): Promise<Uint8Array> {
  const secret = await read(file);
  const { checkSecret } = await import("../network/mod.ts");
  checkSecret(secret, `the secret ${file}`);
  return secret;
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(file);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? `there is no such file (make one with: ${startedBy()} secret ${
        quoted(file)
      })`
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new CommandError(`Cannot read the secret ${file}: ${why}`, { cause });
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined | ""> };

/** Leaves out what is undefined, for types whose optional fields may be absent only. */
function withoutUndefined<T extends object>(fields: T): Defined<T> {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
