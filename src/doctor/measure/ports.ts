import { measureTcp, type TcpResult } from "./tcp.ts";

/** Whether an address can be listened on, and connected to from this machine itself. */
export interface PortFacts {
  /** IP address. */
  host: string;
  /** Port, 0 for any. */
  port: number;
  /** Why it cannot be listened on. */
  problem?: "in use" | "no such address" | "not permitted" | {
    /** In the system's words. */
    reason: string;
  };
  /** Connections to it, by the address that was connected to. */
  connected: { address: string; result: TcpResult }[];
}

/** Connections within one machine are answered at once, or not at all; ms. */
const WITHIN = 1500;

/**
 * Listens for a moment, and connects to itself.
 *
 * @param listen Where: IP addresses with ports.
 * @param own Addresses to connect to where all are listened on.
 */
export async function measurePorts(
  listen: readonly { host: string; port: number }[],
  own: readonly string[],
): Promise<PortFacts[]> {
  return await Promise.all(listen.map((each) => measureOne(each, own)));
}

async function measureOne(
  { host, port }: { host: string; port: number },
  own: readonly string[],
): Promise<PortFacts> {
  let listener: Deno.TcpListener;
  try {
    listener = Deno.listen({ hostname: host, port });
  } catch (error) {
    return { host, port, problem: problemOf(error), connected: [] };
  }
  const taking = takeAll(listener);
  const isAnywhere = host === "0.0.0.0" || host === "::";
  const connected = await Promise.all(
    (isAnywhere ? own : [host]).map(async (address) => ({
      address,
      result: await measureTcp(address, listener.addr.port, WITHIN),
    })),
  );
  listener.close();
  await taking;
  return { host, port, connected };
}

async function takeAll(listener: Deno.TcpListener): Promise<void> {
  try {
    for await (const connection of listener) connection.close();
  } catch {
    // It is closed.
  }
}

function problemOf(error: unknown): NonNullable<PortFacts["problem"]> {
  if (error instanceof Deno.errors.AddrInUse) return "in use";
  if (error instanceof Deno.errors.AddrNotAvailable) return "no such address";
  if (error instanceof Deno.errors.PermissionDenied) return "not permitted";
  return { reason: error instanceof Error ? error.message : String(error) };
}
