import { hostPortOf, showAddress } from "./addresses.ts";
import { messageOf, NetworkError } from "./errors.ts";

/**
 * Checks that addresses can be listened on, before libp2p tries: it reports
 * failures as one long text of stack traces, and leaves itself half started.
 *
 * @param addresses Multiaddrs; those without a host and a TCP port are passed over.
 * @throws {NetworkError} With the address, what is wrong and what to do.
 */
export function checkListening(addresses: string[]): void {
  for (const address of addresses) {
    const parts = hostPortOf(address);
    if (parts === undefined) continue;
    try {
      Deno.listen({ hostname: parts.host, port: parts.port }).close();
    } catch (cause) {
      throw new NetworkError(
        `Cannot listen on ${showAddress(address)}: ${
          explain(cause, showAddress(address), parts.port)
        }`,
        { cause },
      );
    }
  }
}

function explain(cause: unknown, address: string, port: number): string {
  if (cause instanceof Deno.errors.AddrInUse) {
    const free = address.replace(/\d+$/, "0");
    return `the port is in use (choose another with --listen; ${free} takes one that is free)`;
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return `this machine has no such address (choose another; --listen 0.0.0.0:${port} takes all that it has)`;
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return "ports below 1024 need administrator rights (choose another with --listen)";
  }
  return messageOf(cause);
}
