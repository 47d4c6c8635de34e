import { chooseInterfaces } from "../network/interfaces.ts";
import { type Address, DASHBOARD, isLoopback } from "./address.ts";
import { DashboardError } from "./errors.ts";

/** How many ports are tried, where no certain one was asked for. */
const TRIES = 20;

/**
 * Listens at an address, or where that is busy and need not be, at one of the next ports.
 *
 * @throws {DashboardError} If it cannot listen there
 */
export function listen(
  { hostname, port, isExact }: Address,
  handler: (
    request: Request,
    info: Deno.ServeHandlerInfo<Deno.NetAddr>,
  ) => Promise<Response>,
  signal: AbortSignal,
  what: string = DASHBOARD.what,
): Deno.HttpServer<Deno.NetAddr> {
  const ports = isExact
    ? [port]
    : [...Array.from({ length: TRIES }, (_, i) => port + i), 0];
  for (const port of ports) {
    try {
      return Deno.serve(
        { hostname, port, signal, onListen() {}, onError },
        handler,
      );
    } catch (error) {
      if (error instanceof Deno.errors.AddrInUse && !isExact) continue;
      throw new DashboardError(
        `Cannot serve ${what} at ${hostname}:${port}: ${why(error)}`,
        { cause: error },
      );
    }
  }
  throw new DashboardError(`Cannot serve ${what}: no port is free`);
}

function onError(): Response {
  return new Response("Something went wrong in the dashboard\n", {
    status: 500,
  });
}

function why(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return "something else listens there; choose another port, or leave it out to have a free one";
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return "this machine has no such address";
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return "that is not permitted; take a port of 1024 or more";
  }
  if (error instanceof Deno.errors.NotCapable) {
    return "Deno was not given the permission; start it with --allow-net";
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * How others reach what listens at an address: 0.0.0.0 is nobody's.
 *
 * @param interfaces The machine's
 */
export function reachableAddress(
  hostname: string,
  interfaces: () => readonly Interface[] = Deno.networkInterfaces,
): string {
  const isAny = hostname === "0.0.0.0" || hostname === "::";
  const found = isAny
    ? outwardAddress(hostname, interfaces) ?? hostName()
    : hostname;
  return found.includes(":") ? `[${found}]` : found;
}

type Interface = Pick<
  Deno.NetworkInterfaceInfo,
  "name" | "family" | "address" | "netmask"
>;

/** An address of this machine that others may reach: none of a bridge to containers where there is a better one. */
function outwardAddress(
  hostname: string,
  interfaces: () => readonly Interface[],
): string | undefined {
  try {
    const all = interfaces();
    const v4 = all.filter(({ family }) => family === "IPv4");
    const [best] = chooseInterfaces(v4).chosen;
    if (best !== undefined && !isLoopback(best.address)) return best.address;
    // Who listens at 0.0.0.0 listens to IPv4 alone.
    return all.find(({ family, address }) =>
      hostname === "::" && family === "IPv6" && address !== "::1" &&
      !/^fe80/i.test(address)
    )?.address;
  } catch {
    return undefined; // without the permission to ask
  }
}

function hostName(): string {
  try {
    return Deno.hostname();
  } catch {
    return "localhost"; // without the permission to ask
  }
}
