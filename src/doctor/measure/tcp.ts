/** How an attempt to connect by TCP ended. */
export type TcpResult =
  | { kind: "open"; ms: number }
  /** The machine is there, and nothing listens at that port (or a firewall says so). */
  | { kind: "refused"; ms: number }
  /** Nothing came back. */
  | { kind: "silent"; ms: number }
  /** This machine knows no way there, or the way ends. */
  | { kind: "unreachable" }
  /** This machine's own rules forbid it. */
  | { kind: "forbidden" }
  /** There is no such host name. */
  | { kind: "no-host" }
  | { kind: "other"; reason: string };

/** How long an answer may take, ms: a lost first packet is sent again after 1 s and 3 s. */
export const TCP_WITHIN = 3500;

/** A silence that ends so much late says more of this busy process than of the other side, ms. */
const LATE = 300;

/**
 * Connects, and hangs up at once.
 *
 * @param hostname An IP address or a host name.
 * @param within How long an answer may take, ms.
 */
export async function measureTcp(
  hostname: string,
  port: number,
  within = TCP_WITHIN,
): Promise<TcpResult> {
  const result = await connect(hostname, port, within);
  const isDoubtful = result.kind === "silent" && result.ms > within + LATE;
  return isDoubtful ? await connect(hostname, port, within) : result;
}

async function connect(
  hostname: string,
  port: number,
  within: number,
): Promise<TcpResult> {
  const start = performance.now();
  const ms = () => performance.now() - start;
  const signal = AbortSignal.timeout(within);
  try {
    (await Deno.connect({ hostname, port, signal })).close();
    return { kind: "open", ms: ms() };
  } catch (error) {
    return resultOf(error, signal.aborted, ms());
  }
}

function resultOf(error: unknown, isLate: boolean, ms: number): TcpResult {
  const { message = String(error), code } = error as Error & { code?: string };
  if (isLate || error instanceof Deno.errors.TimedOut) {
    return { kind: "silent", ms };
  }
  if (error instanceof Deno.errors.ConnectionRefused) {
    return { kind: "refused", ms };
  }
  if (
    error instanceof Deno.errors.NetworkUnreachable ||
    code === "EHOSTUNREACH" || code === "ENETUNREACH" ||
    /unreachable|no route/i.test(message)
  ) return { kind: "unreachable" };
  if (error instanceof Deno.errors.PermissionDenied) {
    return { kind: "forbidden" };
  }
  if (/lookup|resolve|not known|no such host/i.test(message)) {
    return { kind: "no-host" };
  }
  return { kind: "other", reason: message };
}
