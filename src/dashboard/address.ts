import { DashboardError } from "./errors.ts";

/** Something that is served over HTTP. */
export interface Service {
  /** What people call it. */
  what: string;
  /** Where it is served unless told otherwise; where that is busy, at one of the next ports. */
  port: number;
}

/** What a person watches. */
export const DASHBOARD: Service = { what: "the dashboard", port: 4680 };

/** What Prometheus reads, without the rest; the port is the usual one of OpenTelemetry's exporters for it. */
export const METRICS: Service = { what: "metrics", port: 9464 };

/** Where to serve. */
export interface Address {
  /** Name or number of the interface's address. */
  hostname: string;
  /** TCP port; 0 for any that is free. */
  port: number;
  /** Whether it must be this port. */
  isExact: boolean;
  /** Whether only this machine can reach it. */
  isLoopback: boolean;
}

/**
 * Reads where to serve: `true` for the usual place, a port of the loopback interface, or
 * `host:port`.
 *
 * @throws {DashboardError} If it cannot be read
 */
export function parseAddress(
  where: true | number | string,
  { what, port: usual }: Service = DASHBOARD,
): Address {
  if (where === true || where === "") {
    const hostname = "127.0.0.1";
    return { hostname, port: usual, isExact: false, isLoopback: true };
  }
  const [, host = "127.0.0.1", digits] =
    String(where).match(/^(?:(\[[\da-f:.]+\]|[^:[\]\s/]+):)?(\d{1,5})$/i) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65535) {
    throw new DashboardError(
      `"${where}" is no place for ${what}: give a port such as 8080 (this machine only), or host:port such as 0.0.0.0:8080`,
    );
  }
  const hostname = host.replace(/^\[|\]$/g, "");
  return { hostname, port, isExact: true, isLoopback: isLoopback(hostname) };
}

/** Whether a host's name is this machine's alone. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(hostname);
}
